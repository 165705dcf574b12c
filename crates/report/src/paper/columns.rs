//! How wide the columns of a table are.

/// Millimetres as points.
#[must_use]
pub const fn mm(value: f32) -> f32 {
    value * 72.0 / 25.4
}

/// What a column of a table holds, with widths in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Column {
    /// Whether it holds numbers.
    pub is_number: bool,
    /// Whether drawings stand in it.
    pub has_drawing: bool,
    /// The longest word of its head, and the longest line.
    pub head: (f32, f32),
    /// The same of its body.
    pub body: (f32, f32),
}

/// How wide each column is, where they have so much room together and letters are of a size: numbers and bars as they
/// need, words in proportion to what they say.
#[must_use]
pub fn widths(columns: &[Column], size: f32, room: f32) -> Vec<f32> {
    let n = columns.len();
    let letter = 0.5 * size;
    // What numbers and bars want and what they need; what words need and how they share the rest.
    let [mut fixed, mut least, mut floors, mut shares] = [(); 4].map(|()| vec![0.0_f32; n]);
    for (x, column) in columns.iter().enumerate() {
        let ((word, title), (longest_word, longest)) = (column.head, column.body);
        if column.has_drawing {
            fixed[x] = word.min(mm(32.0)).max(mm(25.0));
            least[x] = mm(25.0);
        } else if column.is_number {
            // A heading takes two lines or three, rather than many.
            fixed[x] = (word.max(longest).max(0.62 * title) + 1.0).clamp(mm(8.0), mm(26.0));
            least[x] = (longest + 1.0).clamp(mm(8.0), mm(26.0));
        } else {
            // No column is narrower than its longest word, within reason.
            floors[x] = word.max(longest_word).min(18.0 * letter);
            shares[x] = word.max(title).max(longest).clamp(9.0 * letter, 52.0 * letter);
        }
    }
    let (mut taken, mut floor): (f32, f32) = (fixed.iter().sum(), floors.iter().sum());
    let most = (room - taken).max(0.5 * room);
    if floor > most {
        floors.iter_mut().for_each(|width| *width *= most / floor);
        floor = most;
    }
    let total: f32 = shares.iter().sum();
    let most = room - floor.max(if total > 0.0 { 0.24 * room } else { 0.0 });
    if taken > most {
        // Headings give way first, and where that is not enough, all numbers alike.
        let need: f32 = least.iter().sum();
        let spare = ((most - need) / (taken - need).max(1.0)).max(0.0);
        let scale = (most / need.max(1.0)).min(1.0);
        for (width, least) in fixed.iter_mut().zip(&least) {
            *width = scale * (least + spare * (*width - least));
        }
        taken = most;
    }
    (0..n)
        .map(|x| match shares[x] > 0.0 {
            true => floors[x] + (room - taken - floor) * (shares[x] / total),
            false => fixed[x],
        })
        .collect()
}
