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
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{name} agrees: {} files, every byte as it was made by Counterpart {}. Computed again, the inputs give the same \
         result.",
        verified.n_files, verified.program
    )?;
    Ok(())
}
