//! Reproducible random numbers: independent streams from a seed, normal and Dirichlet variates.
//!
//! A stream is found by hashing the seed with what it is for (which person, which block of draws). Nothing
//! depends on the order in which streams are opened, so neither the number of threads nor the presence of
//! another candidate can change a number.

use crate::elementary::{Real, sin_cos_turn};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use sha2::{Digest, Sha256};

/// How many pairs of normals are made at a time.
const LANES: usize = 64;

/// One reproducible sequence of random numbers.
#[derive(Debug, Clone)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// Opens the stream of `seed` that belongs to `owner` (a person, or a purpose) and `block`.
    ///
    /// # Formula
    /// xoshiro256++ started from SHA-256(seed, block, owner).
    ///
    /// # Source
    /// Blackman & Vigna (2021), doi:10.1145/3460772.
    ///
    /// # Example
    /// ```
    /// use stats::draw::Stream;
    /// let (mut a, mut b) = (Stream::open(1, "ceo", 0), Stream::open(1, "ceo", 0));
    /// assert_eq!(a.uniform(), b.uniform());
    /// assert_ne!(a.uniform(), Stream::open(2, "ceo", 0).uniform());
    /// ```
    pub fn open(seed: u64, owner: &str, block: u64) -> Self {
        let hash = Sha256::new()
            .chain_update(seed.to_le_bytes())
            .chain_update(block.to_le_bytes())
            .chain_update(owner.as_bytes())
            .finalize();
        Self(Xoshiro256PlusPlus::from_seed(hash.into()))
    }

    /// A number in the open interval (0, 1), on a grid of 2⁻⁵².
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        let bits = self.0.next_u64() >> 12;
        f64::from_bits(0x3ff0_0000_0000_0000 | bits) - 1.0 + f64::EPSILON / 4.0
    }

    /// Fills `out` with standard normal variates.
    ///
    /// # Formula
    /// Box–Muller: √(−2 ln u) · (cos 2πv, sin 2πv), u and v from the two halves of one 64-bit number, u on
    /// the middles of 2³¹ cells, so |z| ≤ 6.7. In single precision: seven digits are far more than a draw of
    /// an uncertain value can use, and twice as many fit into a vector register.
    ///
    /// # Shapes and units
    /// Any length; the first half holds the cosines. Pairs are made `LANES` at a time, so that the
    /// arithmetic becomes vector instructions.
    ///
    /// # Source
    /// Box & Muller (1958), doi:10.1214/aoms/1177706645.
    ///
    /// # Example
    /// ```
    /// let mut z = [0.0; 1000];
    /// stats::draw::Stream::open(7, "example", 0).fill_normal(&mut z);
    /// assert!((z.iter().sum::<f64>() / 1000.0).abs() < 0.1);
    /// ```
    #[inline(always)]
    pub fn fill_normal(&mut self, out: &mut [f64]) {
        for chunk in out.chunks_mut(2 * LANES) {
            let normals = self.normal_pairs();
            for (slot, &z) in chunk.iter_mut().zip(&normals) {
                *slot = f64::from(z);
            }
        }
    }

    /// One standard normal variate.
    pub fn normal(&mut self) -> f64 {
        let [high, low] = halves(self.0.next_u64());
        f64::from(normal_pair(high, low).0)
    }

    /// 64 random bits, such as the seed of somebody else's generator.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A place from 0 to `n` − 1, all equally likely but for 2⁻⁵² · n; `n` is positive.
    pub fn place(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n - 1)
    }

    /// Puts items into a random order, each equally likely.
    ///
    /// # Source
    /// Fisher and Yates's shuffle: Durstenfeld (1964), doi:10.1145/364520.364540.
    ///
    /// # Example
    /// ```
    /// let mut items = [0, 1, 2, 3];
    /// stats::draw::Stream::open(1, "example", 0).shuffle(&mut items);
    /// items.sort_unstable();
    /// assert_eq!(items, [0, 1, 2, 3]);
    /// ```
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.place(last + 1));
        }
    }

    /// `LANES` cosines, then as many sines. The steps are loops of their own, each over numbers of one width.
    #[inline(always)]
    fn normal_pairs(&mut self) -> [f32; 2 * LANES] {
        let mut bits = [0; LANES];
        for bits in &mut bits {
            *bits = self.0.next_u64();
        }
        let (mut high, mut low) = ([0.0; LANES], [0.0; LANES]);
        for i in 0..LANES {
            [high[i], low[i]] = halves(bits[i]);
        }
        let mut normals = [0.0; 2 * LANES];
        let (cosines, sines) = normals.split_at_mut(LANES);
        for i in 0..LANES {
            (cosines[i], sines[i]) = normal_pair(high[i], low[i]);
        }
        normals
    }

    /// Fills `out` with a point of the simplex: `out` ~ Dirichlet(`shapes`).
    ///
    /// # Formula
    /// out_i = G_i / Σ G_j, G_i ~ Gamma(shape_i, 1), computed on logarithms so that small shapes cannot
    /// underflow to 0/0. E(out_i) = a_i / a, Var(out_i) = a_i (a − a_i) / (a² (a + 1)), a = Σ a_i.
    ///
    /// # Shapes and units
    /// `shapes` and `out` have equal length; shapes are not negative and not all zero. A zero shape gives
    /// exactly zero.
    ///
    /// # Source
    /// Devroye (1986), Non-Uniform Random Variate Generation, ch. XI.4, doi:10.1007/978-1-4613-8643-8;
    /// moments checked in `tests`.
    ///
    /// # Example
    /// ```
    /// let mut weights = [0.0; 3];
    /// stats::draw::Stream::open(1, "weights", 0).fill_dirichlet(&[4.0, 6.0, 0.0], &mut weights);
    /// assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-15 && weights[2] == 0.0);
    /// ```
    pub fn fill_dirichlet(&mut self, shapes: &[f64], out: &mut [f64]) {
        for (slot, &shape) in out.iter_mut().zip(shapes) {
            *slot = if shape > 0.0 { self.ln_gamma_variate(shape) } else { f64::NEG_INFINITY };
        }
        let largest = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for slot in out.iter_mut() {
            *slot = libm::exp(*slot - largest);
        }
        let total: f64 = out.iter().sum();
        for slot in out.iter_mut() {
            *slot /= total;
        }
    }

    /// The logarithm of a Gamma(shape, 1) variate: Marsaglia & Tsang (2000), doi:10.1145/358407.358414; for
    /// shapes below 1 through G(a) = G(a + 1) · U^(1/a).
    fn ln_gamma_variate(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = libm::log(self.uniform()) / shape;
            return self.ln_gamma_variate(shape + 1.0) + boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let z = self.normal();
            let root = 1.0 + c * z;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if libm::log(self.uniform()) < 0.5 * z * z + d - d * v + d * libm::log(v) {
                return libm::log(d) + libm::log(v);
            }
        }
    }
}

/// Two whole numbers of 31 bits: signed ones become floats in one instruction.
#[inline(always)]
fn halves(bits: u64) -> [f32; 2] {
    [(bits >> 33) as i32 as f32, (bits as u32 >> 1) as i32 as f32]
}

#[inline(always)]
fn normal_pair(high: f32, low: f32) -> (f32, f32) {
    const SCALE: f32 = 1.0 / 2_147_483_648.0;
    let radius = (-2.0 * Real::ln((high + 0.5) * SCALE)).sqrt();
    let (sin, cos) = sin_cos_turn(low * SCALE);
    (radius * cos, radius * sin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniforms_stay_inside_the_open_interval() {
        let mut stream = Stream::open(3, "uniform", 0);
        let mut sum = 0.0;
        for _ in 0..100_000 {
            let u = stream.uniform();
            assert!(u > 0.0 && u < 1.0);
            sum += u;
        }
        assert!((sum / 1e5 - 0.5).abs() < 0.005);
    }

    #[test]
    fn normals_have_the_moments_and_tails_of_the_normal_distribution() {
        let mut z = vec![0.0; 400_001];
        Stream::open(11, "normal", 0).fill_normal(&mut z);
        let n = z.len() as f64;
        let moment = |k: i32| z.iter().map(|z| libm::pow(*z, f64::from(k))).sum::<f64>() / n;
        // Standard errors of the first four moments: 1, √2, √15, √96 over √n.
        assert!(moment(1).abs() < 4.0 / n.sqrt());
        assert!((moment(2) - 1.0).abs() < 4.0 * 2f64.sqrt() / n.sqrt());
        assert!(moment(3).abs() < 4.0 * 15f64.sqrt() / n.sqrt());
        assert!((moment(4) - 3.0).abs() < 4.0 * 96f64.sqrt() / n.sqrt());
        for limit in [0.5, 1.0, 1.96, 3.0] {
            let p = libm::erfc(limit / 2f64.sqrt()) / 2.0;
            let share = z.iter().filter(|&&z| z > limit).count() as f64 / n;
            assert!((share - p).abs() < 4.0 * (p * (1.0 - p) / n).sqrt(), "P(z > {limit}) = {share}");
        }
    }

    #[test]
    fn dirichlet_has_its_published_moments() {
        for shapes in [vec![1.0; 5], vec![0.02, 0.5, 3.0], vec![20.0, 4.0, 0.0, 6.0]] {
            let (n, total) = (40_000, shapes.iter().sum::<f64>());
            let mut stream = Stream::open(5, "dirichlet", 0);
            let mut draws = vec![vec![0.0; shapes.len()]; n];
            for draw in &mut draws {
                stream.fill_dirichlet(&shapes, draw);
                assert!((draw.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            }
            for (i, &a) in shapes.iter().enumerate() {
                let mean = draws.iter().map(|d| d[i]).sum::<f64>() / n as f64;
                let central = |k: i32| {
                    draws.iter().map(|d| libm::pow(d[i] - mean, f64::from(k))).sum::<f64>() / n as f64
                };
                let variance = central(2);
                let variance_se = ((central(4) - variance * variance) / n as f64).sqrt();
                let expected = a * (total - a) / (total * total * (total + 1.0));
                assert!((mean - a / total).abs() <= 4.5 * (expected / n as f64).sqrt());
                assert!((variance - expected).abs() <= 4.5 * variance_se, "{variance} against {expected}");
            }
        }
    }

    #[test]
    fn every_order_is_as_likely() {
        let (n, mut stream) = (24_000, Stream::open(9, "shuffle", 0));
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..n {
            let mut items = [0, 1, 2, 3];
            stream.shuffle(&mut items);
            *counts.entry(items).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 24);
        // 1000 expected of each, with a standard deviation of 31.
        assert!(counts.values().all(|&count: &i32| (count - 1000).abs() < 130), "{counts:?}");
    }

    #[test]
    fn streams_differ_by_seed_owner_and_block() {
        let first = |seed, owner, block| Stream::open(seed, owner, block).uniform().to_bits();
        let streams = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)];
        assert_eq!(streams.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
    }
}
