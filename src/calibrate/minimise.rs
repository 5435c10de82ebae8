//! Levenberg-Marquardt least squares with bounds and a robust loss.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

/// Residual beyond which the loss grows linearly instead of quadratically: 8 %, the scale on
/// which library kernels scatter about any smooth model.
pub(super) const ROBUST_SCALE: f64 = 0.08;

/// Relative step of the differences that stand for derivatives.
const STEP: f64 = 1e-4;
/// A fit ends when a step gains less than this share of the loss.
const CONVERGED: f64 = 1e-5;

/// A least-squares problem in logarithms: parameters are `ln` of positive constants.
pub(super) struct Problem<'a> {
    /// Residuals at given parameters; always as many.
    pub(super) residuals: &'a (dyn Fn(&[f64]) -> Vec<f64> + Sync),
    /// `ln` of the least values.
    pub(super) lower: Vec<f64>,
    /// `ln` of the greatest values.
    pub(super) upper: Vec<f64>,
}

/// The residual whose square is the soft-L1 loss `2 s² (√(1 + (r/s)²) − 1)` of `r`.
///
/// `r` itself near 0; its square grows as `2 s |r|` far out, so outliers do not pull.
pub(super) fn soften(r: f64) -> f64 {
    let z = r / ROBUST_SCALE;
    // 2 (√(1+z²) − 1) = 2 z² / (√(1+z²) + 1), without cancellation near 0.
    let loss = 2.0 * z * z / ((1.0 + z * z).sqrt() + 1.0);
    ROBUST_SCALE * loss.sqrt().copysign(z)
}

impl Problem<'_> {
    /// Parameters within the bounds that minimise the sum of squares, from `start`.
    ///
    /// A parameter at a bound that the gradient pushes outwards is held there for the step.
    pub(super) fn minimise(&self, start: &[f64], iterations: usize) -> Vec<f64> {
        let mut at: Vec<f64> = start.to_vec();
        self.clamp(&mut at);
        let mut residuals = (self.residuals)(&at);
        let mut loss = squares(&residuals);
        let mut damping = 1e-2;
        for _ in 0..iterations {
            let jacobian = self.jacobian(&at, &residuals);
            let gradient = jacobian.transpose() * DVector::from_column_slice(&residuals);
            let free: Vec<usize> =
                (0..at.len()).filter(|&i| !self.is_held(i, at[i], gradient[i])).collect();
            if free.is_empty() {
                break;
            }
            let columns = jacobian.select_columns(&free);
            let normal = columns.transpose() * &columns;
            let slope = gradient.select_rows(&free);
            let before = loss;
            // Shorter and shorter steps until one helps.
            for _ in 0..8 {
                let Some(step) = solve(&normal, &slope, damping) else {
                    damping *= 10.0;
                    continue;
                };
                let mut next = at.clone();
                for (&i, d) in free.iter().zip(step.iter()) {
                    next[i] -= d.clamp(-1.0, 1.0);
                }
                self.clamp(&mut next);
                let trial = (self.residuals)(&next);
                let sum = squares(&trial);
                if sum < loss {
                    (at, residuals, loss) = (next, trial, sum);
                    damping = (damping * 0.2).max(1e-9);
                    break;
                }
                damping *= 5.0;
            }
            if before - loss <= CONVERGED * before {
                break;
            }
        }
        at
    }

    fn clamp(&self, at: &mut [f64]) {
        for (i, x) in at.iter_mut().enumerate() {
            *x = x.clamp(self.lower[i], self.upper[i]);
        }
    }

    fn is_held(&self, i: usize, x: f64, gradient: f64) -> bool {
        (x <= self.lower[i] && gradient > 0.0) || (x >= self.upper[i] && gradient < 0.0)
    }

    fn jacobian(&self, at: &[f64], residuals: &[f64]) -> DMatrix<f64> {
        let columns: Vec<Vec<f64>> = (0..at.len())
            .into_par_iter()
            .map(|i| {
                // Away from the bound that is nearer.
                let up = self.upper[i] - at[i] >= STEP;
                let step = if up { STEP } else { -STEP };
                let mut moved = at.to_vec();
                moved[i] += step;
                let there = (self.residuals)(&moved);
                there.iter().zip(residuals).map(|(t, r)| (t - r) / step).collect()
            })
            .collect();
        DMatrix::from_fn(residuals.len(), at.len(), |r, c| columns[c][r])
    }
}

fn squares(residuals: &[f64]) -> f64 {
    residuals.iter().map(|r| r * r).sum()
}

/// `(N + λ diag N)⁻¹ g`.
fn solve(normal: &DMatrix<f64>, slope: &DVector<f64>, damping: f64) -> Option<DVector<f64>> {
    let mut damped = normal.clone();
    for i in 0..damped.nrows() {
        damped[(i, i)] += damping * normal[(i, i)] + 1e-12;
    }
    Some(damped.cholesky()?.solve(slope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_exact_points_is_found() {
        // time = a + b x with a = 3, b = 0.5, as logarithms of predicted over measured.
        let xs = [1.0, 10.0, 100.0, 1000.0];
        let residuals = |p: &[f64]| -> Vec<f64> {
            let (a, b) = (p[0].exp(), p[1].exp());
            xs.iter().map(|x| ((a + b * x) / (3.0 + 0.5 * x)).ln()).map(soften).collect()
        };
        let problem = Problem { residuals: &residuals, lower: vec![-5.0; 2], upper: vec![5.0; 2] };
        let found = problem.minimise(&[0.0, 0.0], 50);
        approx::assert_relative_eq!(found[0].exp(), 3.0, max_relative = 1e-3);
        approx::assert_relative_eq!(found[1].exp(), 0.5, max_relative = 1e-3);
    }

    #[test]
    fn bounds_hold_and_an_outlier_does_not_pull() {
        let data = [2.0, 2.0, 2.0, 2.0, 2.0, 200.0];
        let residuals =
            |p: &[f64]| data.iter().map(|d: &f64| soften(p[0] - d.ln())).collect::<Vec<_>>();
        let free = Problem { residuals: &residuals, lower: vec![-9.0], upper: vec![9.0] };
        let found = free.minimise(&[0.0], 50)[0].exp();
        assert!((found / 2.0 - 1.0).abs() < 0.05, "{found}");
        let bound = Problem { residuals: &residuals, lower: vec![-9.0], upper: vec![0.5] };
        assert_eq!(bound.minimise(&[0.0], 50)[0], 0.5);
    }

    #[test]
    fn the_loss_is_quadratic_near_zero_and_linear_far_out() {
        approx::assert_relative_eq!(soften(1e-6), 1e-6, max_relative = 1e-6);
        let far = soften(100.0 * ROBUST_SCALE).powi(2) / soften(50.0 * ROBUST_SCALE).powi(2);
        assert!((far - 2.0).abs() < 0.05);
    }
}
