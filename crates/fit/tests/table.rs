//! Tables scored into the memory of earlier ones.

use fit::score::TableScores;
use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};

#[test]
fn a_table_scored_into_used_memory_is_the_table_scored_afresh() {
    let framework = Framework::parse(framework::DEFAULT).unwrap();
    let ceo = Estimates::of(&framework, &Profile::new("ceo", "CEO"));
    let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
    let table = |value: f64, n: usize| vec![vec![value; n]; framework.dimensions.len()];
    let mut used = TableScores::default();
    for (value, n) in [(0.9, 7), (0.2, 7), (0.6, 3)] {
        let columns = table(value, n);
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        plan.score_table_into(&columns, &mut used);
        assert_eq!(used, plan.score_table(&columns));
    }
}
