//! What another version of a framework changes.

use super::{facet_title, limit, mean_of, rater_in_words, rule_in_words, tidy};
use crate::words::plain;
use fit::framework::{DecisionArea, Dimension, Facet, Guard, Pillar, RoleType};
use fit::{Framework, Source};

/// One thing that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: the kind of thing, and which.
    pub place: String,
    /// What of it.
    pub what: &'static str,
    /// How it was; empty for what is new.
    pub before: String,
    /// How it is; empty for what is gone.
    pub after: String,
}

/// What `new` changes against `old`, in the order of the file. Things are known by their ids; one with another id is
/// gone and another one is new.
pub fn changes(old: &Framework, new: &Framework) -> Vec<Change> {
    let mut found = Found { old, new, list: Vec::new() };
    found.basics();
    found.pillars();
    found.dimensions();
    found.facets();
    found.role_types();
    found.guards();
    found.decision_areas();
    found.list
}

struct Found<'a> {
    old: &'a Framework,
    new: &'a Framework,
    list: Vec<Change>,
}

impl<'a> Found<'a> {
    fn tell(&mut self, place: &str, what: &'static str, before: String, after: String) {
        if before != after {
            self.list.push(Change { place: place.to_owned(), what, before, after });
        }
    }

    /// Texts are told by their beginnings: a table is no place for two paragraphs.
    fn tell_text(&mut self, place: &str, what: &'static str, before: &str, after: &str) {
        if before != after {
            self.list.push(Change {
                place: place.to_owned(),
                what,
                before: brief(before),
                after: brief(after),
            });
        }
    }

    /// Tells what is gone and what is new, and gives those that are in both.
    fn by_id<T>(
        &mut self,
        kind: &str,
        (old, new): (&'a [T], &'a [T]),
        id: impl Fn(&T) -> &str,
        title: impl Fn(&Framework, &T) -> String,
    ) -> Vec<(String, &'a T, &'a T)> {
        let place = |one: &T| format!("{kind} {}", plain(id(one)));
        for one in old.iter().filter(|one| !new.iter().any(|other| id(other) == id(one))) {
            let title = title(self.old, one);
            self.list.push(Change { place: place(one), what: "gone", before: title, after: String::new() });
        }
        for one in new.iter().filter(|one| !old.iter().any(|other| id(other) == id(one))) {
            let title = title(self.new, one);
            self.list.push(Change { place: place(one), what: "new", before: String::new(), after: title });
        }
        let both = old.iter().filter_map(|one| Some((one, new.iter().find(|other| id(other) == id(one))?)));
        both.map(|(one, other)| (place(one), one, other)).collect()
    }

    fn basics(&mut self) {
        let (old, new) = (self.old, self.new);
        let framework = "The framework";
        self.tell(framework, "title", plain(&old.title), plain(&new.title));
        let from = |one: &Framework| one.weights_from.clone().unwrap_or_default();
        self.tell_text(framework, "where the weights come from", &from(old), &from(new));
        self.tell(framework, "balance", old.balance.to_string(), new.balance.to_string());
        let percent = |framework: &Framework| format!("{}%", tidy(framework.min_completeness * 100.0));
        self.tell(framework, "least evidence", percent(old), percent(new));
        let spread = |framework: &Framework| tidy(framework.ratings.spread * 100.0);
        self.tell(framework, "spread of people", spread(old), spread(new));
        let norm =
            |framework: &Framework| format!("{} people, seed {}", framework.norm.people, framework.norm.seed);
        self.tell(framework, "reference population", norm(old), norm(new));
        for source in Source::ALL {
            let reliability = |framework: &Framework| framework.ratings.reliability(source).to_string();
            self.tell(rater_in_words(source), "reliability", reliability(old), reliability(new));
        }
    }

    fn pillars(&mut self) {
        let lists = (&self.old.pillars[..], &self.new.pillars[..]);
        let both = self.by_id("Pillar", lists, |p: &Pillar| &p.id, |_, p| plain(&p.title));
        for (place, old, new) in both {
            self.tell(&place, "title", plain(&old.title), plain(&new.title));
            self.tell(&place, "weight", old.weight.to_string(), new.weight.to_string());
            self.tell(&place, "facets joined by a", mean_of(old.balance), mean_of(new.balance));
            self.tell_text(&place, "summary", &old.summary, &new.summary);
            self.tell_text(&place, "practices", &old.practices.join(" "), &new.practices.join(" "));
        }
    }

    fn dimensions(&mut self) {
        let lists = (&self.old.dimensions[..], &self.new.dimensions[..]);
        let both = self.by_id("Dimension", lists, |d: &Dimension| &d.id, |_, d| plain(&d.title));
        for (place, old, new) in both {
            self.tell(&place, "title", plain(&old.title), plain(&new.title));
            let anchors = [(&old.low, &new.low), (&old.mid, &new.mid), (&old.high, &new.high)];
            for (what, (old, new)) in
                ["what 0 looks like", "what 50 looks like", "what 100 looks like"].into_iter().zip(anchors)
            {
                self.tell_text(&place, what, old, new);
            }
            let prior =
                |d: &Dimension| format!("{} ± {}", tidy(d.prior.mean * 100.0), tidy(d.prior.se * 100.0));
            self.tell(&place, "what stands in where nobody measured it", prior(old), prior(new));
            let norm = |d: &Dimension| {
                let [mean, sd, general] =
                    [d.norm.mean, d.norm.sd, d.norm.general].map(|share| tidy(share * 100.0));
                format!("mean {mean}, spread {sd}, general {general}")
            };
            self.tell(&place, "reference population", norm(old), norm(new));
            self.tell_text(&place, "source", &old.source, &new.source);
        }
    }

    fn facets(&mut self) {
        let lists = (&self.old.facets[..], &self.new.facets[..]);
        let both = self.by_id("Facet", lists, |f: &Facet| &f.id, facet_title);
        let (old_framework, new_framework) = (self.old, self.new);
        for (place, old, new) in both {
            let pillar = |framework: &Framework, facet: &Facet| plain(&framework.pillars[facet.pillar].id);
            self.tell(&place, "pillar", pillar(old_framework, old), pillar(new_framework, new));
            self.tell(&place, "compares", facet_title(old_framework, old), facet_title(new_framework, new));
            self.tell(&place, "weight", old.weight.to_string(), new.weight.to_string());
            self.tell(&place, "rule", rule_in_words(old.rule), rule_in_words(new.rule));
            self.tell_text(&place, "why", &old.why, &new.why);
            let questions = |facet: &Facet| {
                let texts = facet.questions.iter().map(|q| format!("{} {} {}", q.ask, q.strong, q.weak));
                texts.collect::<Vec<_>>().join(" ")
            };
            self.tell_text(&place, "questions", &questions(old), &questions(new));
        }
    }

    fn role_types(&mut self) {
        let lists = (&self.old.role_types[..], &self.new.role_types[..]);
        let both = self.by_id("Kind of COO", lists, |r: &RoleType| &r.id, |_, r| plain(&r.title));
        let (old_framework, new_framework) = (self.old, self.new);
        for (place, old, new) in both {
            let of = |framework: &Framework, role: &RoleType| super::role_type(framework, role);
            let (old, new) = (of(old_framework, old), of(new_framework, new));
            self.tell(&place, "title", old.title, new.title);
            self.tell(&place, "changes in the model", old.changes.join("; "), new.changes.join("; "));
            self.tell_text(&place, "when", &old.when, &new.when);
            self.tell_text(&place, "what to look for", &old.look_for.join(" "), &new.look_for.join(" "));
            self.tell_text(&place, "what it asks of the CEO", &old.asks_of_ceo, &new.asks_of_ceo);
        }
    }

    fn guards(&mut self) {
        let lists = (&self.old.guards[..], &self.new.guards[..]);
        let both = self.by_id("Guard", lists, |g: &Guard| &g.id, limit);
        let (old_framework, new_framework) = (self.old, self.new);
        for (place, old, new) in both {
            let (old, new) = (super::guard(old_framework, old), super::guard(new_framework, new));
            self.tell(&place, "limit", old.limit, new.limit);
            self.tell(&place, "applies to", old.applies, new.applies);
            self.tell_text(&place, "reason", &old.reason, &new.reason);
        }
    }

    fn decision_areas(&mut self) {
        let lists = (&self.old.decision_areas[..], &self.new.decision_areas[..]);
        let both = self.by_id("Decision area", lists, |a: &DecisionArea| &a.id, |_, a| plain(&a.title));
        for (place, old, new) in both {
            self.tell(&place, "title", plain(&old.title), plain(&new.title));
            self.tell(
                &place,
                "owner",
                super::owner(old.owner).to_owned(),
                super::owner(new.owner).to_owned(),
            );
        }
    }
}

/// The beginning of a text.
fn brief(text: &str) -> String {
    const MOST: usize = 160;
    let text = plain(text);
    if text.chars().count() <= MOST {
        return text;
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_told_and_nothing_else() {
        let default = fit::framework::DEFAULT;
        let old = Framework::parse(default).unwrap();
        assert_eq!(changes(&old, &old), []);
        let text = default
            .replacen("balance = 0.0 ", "balance = 0.5 ", 1)
            .replacen("weight = 1.0", "weight = 2.0", 1)
            .replacen("[[guards]]\nid = \"", "[[guards]]\nid = \"another-", 1);
        let found = changes(&old, &Framework::parse(&text).unwrap());
        let told = |what: &str| found.iter().filter(|change| change.what == what).count();
        assert_eq!((told("balance"), told("weight"), told("new"), told("gone")), (1, 1, 1, 1), "{found:?}");
        assert_eq!(found.len(), 4);
        let weight = found.iter().find(|change| change.what == "weight").unwrap();
        assert_eq!(
            (weight.place.as_str(), weight.before.as_str(), weight.after.as_str()),
            ("Pillar roles", "1", "2")
        );
    }
}
