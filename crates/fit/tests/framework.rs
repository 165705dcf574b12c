//! The framework that the program brings along.

use fit::{Framework, framework};

#[test]
fn the_default_framework_is_sound() {
    let framework = match Framework::parse(framework::DEFAULT) {
        Ok(framework) => framework,
        Err(problems) => panic!("{}", problems.iter().map(|p| format!("{p}\n")).collect::<String>()),
    };
    assert_eq!(framework.dimensions.len(), 57);
    assert_eq!(framework.facets.len(), 69);
    assert_eq!(framework.role_types.len(), 7);
}
