//! Slips of the pen: what a number can be a misprint of.

/// Tolerance of a slip put right, as the relation that demands it holds between rounded numbers.
const SLACK: f64 = 0.01;
/// Fewest digits in which a single other one is not mere chance.
const DIGITS: usize = 3;

/// How well a slip explains that `printed` stands for `meant`: 2 for a factor or two digits that
/// changed places, 1 for one other digit, 0 for no slip.
pub(super) fn explains(printed: f64, meant: f64) -> u8 {
    let is = |x: f64| x > 0.0 && (x / meant - 1.0).abs() <= SLACK;
    const FACTORS: [f64; 8] = [2.0, 0.5, 8.0, 0.125, 10.0, 0.1, 1e3, 1e-3];
    if FACTORS.into_iter().any(|f| is(printed / f)) {
        return 2;
    }
    let text = format!("{printed}");
    let digits: Vec<char> = text.chars().collect();
    let number = |digits: Vec<char>| digits.into_iter().collect::<String>().parse().unwrap_or(0.0);
    let places: Vec<usize> = (0..digits.len()).filter(|i| digits[*i] != '.').collect();
    let swapped = places.windows(2).map(|w| {
        let mut other = digits.clone();
        other.swap(w[0], w[1]);
        number(other)
    });
    if swapped.into_iter().any(is) {
        return 2;
    }
    let changed = places.iter().flat_map(|i| {
        ('0'..='9').map(|d| {
            let mut other = digits.clone();
            other[*i] = d;
            number(other)
        })
    });
    u8::from(places.len() >= DIGITS && changed.into_iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known() {
        assert_eq!(explains(632.0, 362.0), 2);
        assert_eq!(explains(8190.0, 819.2), 2);
        assert_eq!(explains(118.0, 121.0), 0);
        assert_eq!(explains(936.0, 736.0), 1);
        assert_eq!(explains(93.0, 73.0), 0);
    }
}
