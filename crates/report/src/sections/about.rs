//! What stands at the top and at the end of a document: the same in HTML and on paper.

use super::Extent;

/// A document's title, kind and colophon.
pub(super) struct About {
    pub(super) title: String,
    /// What kind of document it is, and for whom.
    pub(super) kicker: &'static str,
    /// What holds for whoever keeps it.
    pub(super) colophon: &'static str,
}

/// For documents about several people.
const PANEL: &str = "This report holds personal data. Keep it to the people who decide, and no longer than the decision needs it; \
                     the people described may ask to see and correct what concerns them.";

pub(super) fn comparison(title: String, extent: Extent) -> About {
    let kicker = match extent {
        Extent::Brief => "Board brief · confidential, for the panel only",
        Extent::Report => "Board report · confidential, for the panel only",
        Extent::Full => "Board report with its appendix · confidential, for the panel only",
    };
    About { title, kicker, colophon: PANEL }
}

pub(super) fn shortlist() -> About {
    About {
        title: "The shortlist".to_owned(),
        kicker: "Shortlist · confidential, for the panel only",
        colophon: PANEL,
    }
}

pub(super) fn pair(title: String) -> About {
    About { title, kicker: "One pair · confidential, for the panel only", colophon: PANEL }
}

pub(super) fn rights() -> About {
    About {
        title: "Decision rights".to_owned(),
        kicker: "Decision rights · for the two people it names",
        colophon: "A proposal, to be changed and signed by both. It holds personal data, and belongs to the two people it names \
                   and to those who help them.",
    }
}

pub(super) fn minutes() -> About {
    About {
        title: "Minutes of the decision".to_owned(),
        kicker: "Minutes · confidential, for the panel only",
        colophon: PANEL,
    }
}

pub(super) fn need(name: &str) -> About {
    About {
        title: format!("What {name} needs of a counterpart"),
        kicker: "CEO need · confidential",
        colophon: "This document holds personal data. It belongs to the person it describes and to those who help them.",
    }
}

pub(super) fn own(title: &str) -> About {
    About {
        title: title.to_owned(),
        kicker: "For a CEO, from their own answers",
        colophon: "This page belongs to the person whose answers it rests on. It is saved under their link, where they can \
                   continue, share or delete it.",
    }
}

pub(super) fn feedback(name: &str) -> About {
    About {
        title: format!("Feedback for {name}"),
        kicker: "Feedback · for the person it is about",
        colophon: "This report belongs to the person whom it is about.",
    }
}

pub(super) fn plan() -> About {
    About {
        title: "Partnership plan".to_owned(),
        kicker: "Partnership plan · for the two people it names",
        colophon: "This plan holds personal data. It belongs to the two people it names and to those who help them.",
    }
}

pub(super) fn interview() -> About {
    About {
        title: "Interview and reference guide".to_owned(),
        kicker: "Interview and reference guide · confidential, for those who ask",
        colophon: "This guide holds personal data. What is written into it does, too: hand it in, and keep no copy.",
    }
}
