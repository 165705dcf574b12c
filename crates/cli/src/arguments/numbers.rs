//! Names with numbers, and names in an order, as people type them.

/// Names with numbers, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers(pub(crate) Vec<(String, f64)>);

/// Names in order, the most important first; those of one group share their ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order(pub(crate) Vec<Vec<String>>);

/// Reads names with numbers: `roles=30,trust=25`, `roles: 30%; trust: 25,5`. Between semicolons a comma is a decimal one.
pub(super) fn parse_numbers(text: &str) -> Result<Numbers, String> {
    let has_semicolons = text.contains([';', '\n']);
    let separators: &[char] = if has_semicolons { &[';', '\n'] } else { &[','] };
    let mut numbers: Vec<(String, f64)> = Vec::new();
    for part in text.split(separators).map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, number)) = name_and_number(part) else {
            if !has_semicolons && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'%') {
                return Err(format!(
                    "\"{part}\" has no name; if it belongs to a decimal comma, put semicolons between the names, e.g. \
                     \"roles=30,5; trust=25\""
                ));
            }
            return Err(format!("\"{part}\" has no \"=\"; write name=number, e.g. roles=30"));
        };
        let digits = number.strip_suffix('%').unwrap_or(number).trim_end();
        let digits = if has_semicolons { digits.replacen(',', ".", 1) } else { digits.to_owned() };
        let value = digits.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
        let Some(value) = value else {
            return Err(format!("\"{number}\" for {name} is not a number of 0 or more"));
        };
        if numbers.iter().any(|(known, _)| known == name) {
            return Err(format!("{name} is named twice"));
        }
        // Adding zero turns −0 into 0.
        numbers.push((name.to_owned(), value + 0.0));
    }
    if numbers.is_empty() {
        return Err("nothing is named; write name=number, e.g. roles=30,trust=25".to_owned());
    }
    Ok(Numbers(numbers))
}

/// A name and its number, between which there is `=`, `:` or a blank.
fn name_and_number(part: &str) -> Option<(&str, &str)> {
    let of_words =
        || part.rsplit_once(' ').filter(|(_, number)| number.starts_with(|c: char| c.is_ascii_digit()));
    let (name, number) = part.split_once(['=', ':']).or_else(of_words)?;
    Some((name.trim(), number.trim()))
}

/// Reads an order: names between commas, semicolons or `>`, those that are equal joined by `=`. Names are checked by whoever uses them.
#[expect(clippy::unnecessary_wraps, reason = "the parser of arguments expects a result")]
pub(super) fn parse_order(text: &str) -> Result<Order, String> {
    let group = |group: &str| group.split('=').map(|name| name.trim().to_owned()).collect();
    Ok(Order(text.split([',', ';', '>', '\n']).map(group).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Result<Vec<(String, f64)>, String> {
        parse_numbers(text).map(|numbers| numbers.0)
    }

    #[test]
    fn weights_are_read_as_people_type_them() {
        let expected = Ok(vec![("roles".to_owned(), 30.0), ("trust".to_owned(), 25.5)]);
        for text in [
            "roles=30,trust=25.5",
            "roles=30%, trust: 25.5",
            "roles = 30 %,trust = 25.5 %,",
            "roles 30, trust 25.5",
            "roles: 30; trust: 25,5",
            "roles=30;trust=25.5;",
            "roles=30\ntrust=25,5\n",
        ] {
            assert_eq!(numbers(text), expected, "{text}");
        }
        assert_eq!(numbers("a=-0").unwrap()[0].1.to_string(), "0");
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        assert!(numbers("roles=30,5,trust=25").unwrap_err().contains("decimal comma"));
        for (text, told) in [
            ("roles", "has no \"=\""),
            ("roles=much", "is not a number of 0 or more"),
            ("roles=-1", "is not a number"),
            ("roles=1,roles=2", "is named twice"),
            (" , ", "nothing is named"),
            ("roles=1e999", "is not a number"),
        ] {
            assert!(numbers(text).unwrap_err().contains(told), "{text}");
        }
    }

    #[test]
    fn orders_have_ranks_and_ties() {
        let order = |text: &str| parse_order(text).unwrap().0;
        assert_eq!(order("trust, roles,ethos"), [["trust"], ["roles"], ["ethos"]]);
        assert_eq!(order("trust>roles > ethos"), order("trust,roles,ethos"));
        assert_eq!(order("trust > roles = ethos"), [vec!["trust"], vec!["roles", "ethos"]]);
        assert_eq!(order("a,,b")[1], [""]);
    }
}
