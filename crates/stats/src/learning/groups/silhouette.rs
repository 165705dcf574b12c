//! How well rows sit in their groups.

use ndarray::ArrayView2;
use rayon::prelude::*;

/// The mean silhouette width of each of several groupings of one table.
///
/// # Formula
/// The mean over rows of (b − a) / max(a, b): a the mean distance to the others of the row's own group, b the least mean
/// distance to another group. A row that is alone in its group has 0.
///
/// # Shapes and units
/// Each grouping is its number of groups, two or more and none of them empty, and the group of each row.
pub(super) fn mean_widths(table: ArrayView2<'_, f64>, groupings: &[(usize, Vec<usize>)]) -> Vec<f64> {
    let table = table.as_standard_layout();
    let n = table.nrows();
    let width = table.ncols();
    let values = table.as_slice().unwrap_or_default();
    let sizes: Vec<Vec<usize>> = groupings
        .iter()
        .map(|(count, groups)| {
            (0..*count).map(|group| groups.iter().filter(|&&g| g == group).count()).collect()
        })
        .collect();
    // Each distance is taken once and serves all groupings.
    let of_row = |row: usize| -> Vec<f64> {
        let own = &values[row * width..][..width];
        let distances: Vec<f64> = values
            .chunks_exact(width)
            .map(|other| own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt())
            .collect();
        groupings
            .iter()
            .zip(&sizes)
            .map(|((_, groups), sizes)| of_row_in(row, &distances, groups, sizes))
            .collect()
    };
    let widths: Vec<Vec<f64>> = (0..n).into_par_iter().map(of_row).collect();
    (0..groupings.len())
        .map(|grouping| widths.iter().map(|row| row[grouping]).sum::<f64>() / n as f64)
        .collect()
}

fn of_row_in(row: usize, distances: &[f64], groups: &[usize], sizes: &[usize]) -> f64 {
    let own = groups[row];
    if sizes[own] < 2 {
        return 0.0;
    }
    let mut sums = vec![0.0; sizes.len()];
    for (&distance, &group) in distances.iter().zip(groups) {
        sums[group] += distance;
    }
    let inside = sums[own] / (sizes[own] - 1) as f64;
    let others = (0..sizes.len()).filter(|&group| group != own);
    let outside = others.map(|group| sums[group] / sizes[group] as f64).fold(f64::INFINITY, f64::min);
    let larger = inside.max(outside);
    if larger > 0.0 { (outside - inside) / larger } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::mean_widths;
    use ndarray::Array2;

    #[test]
    fn the_mean_silhouette_is_that_of_scikit_learn() {
        let text = include_str!("../../../../../data/reference/learning.json");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        let reference = &reference["mixture"];
        let rows: Vec<[f64; 2]> = serde_json::from_value(reference["x"].clone()).unwrap();
        let groups: Vec<usize> = serde_json::from_value(reference["groups"].clone()).unwrap();
        let found = mean_widths(Array2::from(rows).view(), &[(3, groups)]);
        assert!((found[0] - reference["silhouette"].as_f64().unwrap()).abs() < 1e-12, "{found:?}");
    }
}
