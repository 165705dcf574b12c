store::string_enum! {
    /// The stable code of an error, by which programs decide. docs/errors.md says of each what it means and what to do;
    /// `web` gives each its status.
    #[expect(missing_docs, reason = "docs/errors.md describes each")]
    Code {
        // The request
        MalformedJson = "malformed_json",
        BadBody = "bad_body",
        BadQuery = "bad_query",
        BadHeader = "bad_header",
        NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        TooLarge = "too_large",
        NotJson = "not_json",
        NoFileOfPeople = "no_file_of_people",
        Invalid = "invalid",
        Refused = "refused",

        // Who asks, and what they may
        NotSignedIn = "not_signed_in",
        Denied = "denied",
        JudgementFirst = "judgement_first",
        ConfirmFirst = "confirm_first",
        BadForm = "bad_form",
        ForeignForm = "foreign_form",
        NoLink = "no_link",
        Throttled = "throttled",
        TooBusy = "too_busy",

        // Changes that meet others
        IfMatchMissing = "if_match_missing",
        Stale = "stale",
        KeyReused = "key_reused",
        Taken = "taken",
        InUse = "in_use",
        Busy = "busy",
        ChangedSince = "changed_since",
        CandidatesChanged = "candidates_changed",

        // Outcomes and calibrations
        NoPlacement = "no_placement",
        AnotherRun = "another_run",
        Answered = "answered",
        AlreadyRecorded = "already_recorded",
        OutcomeWithdrawn = "outcome_withdrawn",
        NotLearnt = "not_learnt",
        NoProposal = "no_proposal",
        AdoptedAlready = "adopted_already",
        NotWritten = "not_written",

        // People and imports
        NoPdf = "no_pdf",
        Emptied = "emptied",
        Erased = "erased",
        Merged = "merged",
        ReferenceTaken = "reference_taken",
        RatedAlready = "rated_already",
        TooMany = "too_many",
        BadRows = "bad_rows",
        NotAPreview = "not_a_preview",
        NoColumnsToTell = "no_columns_to_tell",
        TooFewPeople = "too_few_people",
        NormTaken = "norm_taken",
        NothingToUndo = "nothing_to_undo",
        NotApplied = "not_applied",

        // Questionnaires
        InvitedAlready = "invited_already",
        Revoked = "revoked",
        Begun = "begun",
        Locked = "locked",
        NoMail = "no_mail",
        NoticeFirst = "notice_first",

        // Searches, runs and decisions
        Closed = "closed",
        Decided = "decided",
        AlreadyDecided = "already_decided",
        Judged = "judged",
        NoDecision = "no_decision",
        Stands = "stands",
        NotComputed = "not_computed",
        NotKept = "not_kept",
        NoSignature = "no_signature",
        HasDecision = "has_decision",
        HasJudgements = "has_judgements",
        NoFileKey = "no_file_key",
        IsCandidate = "is_candidate",
        IsCeo = "is_ceo",
        NoCandidates = "no_candidates",
        CannotBeComputed = "cannot_be_computed",
        NoWeights = "no_weights",
        OtherFramework = "other_framework",
        Example = "example",
        VersionTaken = "version_taken",
        JobEnded = "job_ended",
        JobNotEnded = "job_not_ended",

        // Users
        EmailTaken = "email_taken",
        Disabled = "disabled",
        LastAdmin = "last_admin",
        NoSecondFactor = "no_second_factor",
        FactorRequired = "factor_required",

        // The server
        Unavailable = "unavailable",
        NotReady = "not_ready",
        Full = "full",
        Internal = "internal",
    }
}
