//! The widest vector instructions of the machine at hand.

/// Runs `work` compiled for the machine's vector unit where that is wider than what every machine has.
///
/// Loops over plain slices inside `work` become vector instructions of twice the width. Results do not
/// change by a bit: the same IEEE 754 operations are done on more numbers at a time, and nothing is fused.
/// Everything that `work` calls must be `#[inline(always)]`, and so must the closure.
///
/// # Example
/// ```
/// let mut values = [1.0, 2.0, 3.0];
/// stats::vector::widest(#[inline(always)] || values.iter_mut().for_each(|value| *value *= 2.0));
/// assert_eq!(values, [2.0, 4.0, 6.0]);
/// ```
#[inline]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the function needs AVX2 and nothing else, and the machine has just said that it has it.
            #[allow(unsafe_code)] // the only unsafe line of the project
            return unsafe { with_avx2(work) };
        }
    }
    work()
}
