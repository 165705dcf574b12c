//! `verify`: whether an evidence pack is as it was made, and its result follows from its inputs.

use crate::arguments::Verify;
use crate::failure::Failure;
use crate::input;
use service::packs::verify;
use std::io::Write;

pub(super) fn run(arguments: &Verify) -> Result<(), Failure> {
    let bytes = input::read_pack(&arguments.file)?;
    let name = arguments.file.display();
    let verified = verify(&bytes);
    if let [first, rest @ ..] = &verified.problems[..] {
        let more = rest.iter().map(|problem| format!("\n  {problem}"));
        let all = std::iter::once(format!("\n  {first}")).chain(more).collect::<String>();
        return Err(Failure::Failed(format!("{name} does not agree:{all}")));
    }
    if let Some(key) = &arguments.key
        && verified.signed_with.as_ref() != Some(key)
    {
        let found = verified
            .signed_with
            .as_deref()
            .map_or("it is not signed".to_owned(), |key| format!("it is signed with {key}"));
        return Err(Failure::Failed(format!("{name}: {found}, not with the key that you named")));
    }
    let by_whom = match (&verified.signed_with, &arguments.key) {
        (Some(_), Some(_)) => "It is signed with the key that you named: the server with this key made it, and nobody has \
                               changed it since."
            .to_owned(),
        (Some(key), None) => format!(
            "It is signed with {key}. Whether that is the key of the server that it is said to come from is not checked: \
             compare it, or name it with --key."
        ),
        (None, _) => "It is not signed: whoever had it could have changed the judgements, the decision and the names, and \
                      listed them anew."
            .to_owned(),
    };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{name} agrees with itself: {} files as its manifest lists them, written by Counterpart {}. Computed again, the inputs \
         give the same result. {by_whom}",
        verified.n_files, verified.program
    )?;
    Ok(())
}
