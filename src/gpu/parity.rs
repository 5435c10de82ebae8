//! Compares a device with the reference, number by number.

use super::device::{Device, GpuError};
use super::execute::Gpu;
use super::layout::{Inputs, Layout, check_literals, to_f32};
use super::session::dispatch;
use super::shader::{self, Scalar};
use crate::cpu::Cpu;
use crate::number::Real;
use crate::sweep::Problem;
use crate::sweep::plan::Plan;
use crate::trace::Tape;

/// How often results differ by how many units in the last place.
///
/// ```
/// use roofscape::gpu::parity::{UlpHistogram, ulps_f32};
/// let mut histogram = UlpHistogram::default();
/// histogram.add(ulps_f32(1.0, 1.0)); // equal
/// histogram.add(ulps_f32(1.0, 1.0 + 3.0 * f32::EPSILON)); // 3 ULP above
/// assert_eq!((histogram.counts, histogram.worst), (vec![1, 0, 1], 3));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UlpHistogram {
    /// Entry 0 counts equal results, entry `n` those that differ by `2^(n-1)` to `2^n - 1` ULP.
    pub counts: Vec<u64>,
    /// The largest difference, in ULP.
    pub worst: u64,
}

impl UlpHistogram {
    /// Takes in a difference of so many ULP.
    pub fn add(&mut self, ulp: u64) {
        let bin = (u64::BITS - ulp.leading_zeros()) as usize;
        if self.counts.len() <= bin {
            self.counts.resize(bin + 1, 0);
        }
        self.counts[bin] += 1;
        self.worst = self.worst.max(ulp);
    }
}

impl UlpHistogram {
    /// The bins in words, with their counts.
    pub fn rows(&self) -> Vec<(String, u64)> {
        self.counts
            .iter()
            .enumerate()
            .map(|(n, count)| {
                let label = match n {
                    0 => "equal".to_owned(),
                    1 => "1".to_owned(),
                    n => format!("{} to {}", 1u64 << (n - 1), (1u128 << n) - 1),
                };
                (label, *count)
            })
            .collect()
    }
}

/// Distance of two f32 in units in the last place; both zeros are one.
pub fn ulps_f32(a: f32, b: f32) -> u64 {
    let key = |x: f32| {
        let bits = i64::from(x.to_bits() & 0x7fff_ffff);
        if x.is_sign_negative() { -bits } else { bits }
    };
    key(a).abs_diff(key(b))
}

/// Distance of two f64 in units in the last place; both zeros are one.
pub fn ulps_f64(a: f64, b: f64) -> u64 {
    let key = |x: f64| {
        let bits = (x.to_bits() & !(1 << 63)) as i128;
        if x.is_sign_negative() { -bits } else { bits }
    };
    u64::try_from(key(a).abs_diff(key(b))).unwrap_or(u64::MAX)
}

/// What a comparison of a device with the reference found.
#[derive(Debug, Clone, Default)]
pub struct ParityReport {
    /// Points compared.
    pub points: u64,
    /// The device's f32 against the same operations in f32 on the CPU.
    pub f32_ulp: UlpHistogram,
    /// The device's f64 against the reference; nothing if it has no f64.
    pub f64_ulp: Option<UlpHistogram>,
    /// Largest relative error of the device's f32 against f64, over points without doubt.
    pub worst_relative: f64,
    /// Points in doubt: those f32 leaves to the host.
    pub doubtful: u64,
    /// Points without doubt whose reason was wrong, or whose error exceeded its bound: must be 0.
    pub violations: u64,
}

/// All outputs of `tape`, which reads the inputs of the plan's main program, at the points
/// `start..start + count` of a batch, on the device in f32.
///
/// # Errors
/// If the device fails, or the results do not fit it.
pub fn dump_f32(
    device: &Device,
    problem: &Problem,
    plan: &Plan,
    cpu: &Cpu<'_>,
    tape: &Tape,
    points: (u128, u32, u32),
) -> Result<Vec<f32>, GpuError> {
    dump(device, problem, plan, cpu, tape, points, Scalar::F32, to_f32)
}

/// The same in f64, for adapters that have it.
///
/// # Errors
/// If the device has no f64, fails, or the results do not fit it.
pub fn dump_f64(
    device: &Device,
    problem: &Problem,
    plan: &Plan,
    cpu: &Cpu<'_>,
    tape: &Tape,
    points: (u128, u32, u32),
) -> Result<Vec<f64>, GpuError> {
    if !device.info.f64 {
        return Err(GpuError::Missing("f64"));
    }
    dump(device, problem, plan, cpu, tape, points, Scalar::F64, |v| v)
}

#[allow(clippy::too_many_arguments)] // one function behind the two above
fn dump<T: bytemuck::Pod>(
    device: &Device,
    problem: &Problem,
    plan: &Plan,
    cpu: &Cpu<'_>,
    tape: &Tape,
    (batch, start, count): (u128, u32, u32),
    scalar: Scalar,
    convert: impl Fn(f64) -> T + Copy,
) -> Result<Vec<T>, GpuError> {
    use wgpu::BufferUsages as Usage;
    let layout = Layout::new(problem, plan, None);
    let pipeline = device.pipeline(&shader::dump(plan, &layout, tape, scalar), "dump")?;
    let bytes = (count as usize * tape.outputs.len() * size_of::<T>()) as u64;
    device.check_binding("the dump", bytes)?;
    let storage = Usage::STORAGE | Usage::COPY_DST | Usage::COPY_SRC;
    let tables = device.buffer("tables", (layout.len * size_of::<T>()) as u64, storage);
    let results = device.buffer("results", bytes, storage);
    let staging = device.buffer("staging", bytes, Usage::MAP_READ | Usage::COPY_DST);
    let job = device.buffer("job", 16, Usage::UNIFORM | Usage::COPY_DST);
    let digits = plan.batch_digits(batch);
    let held = cpu.tables(&digits);
    for segment in &layout.segments {
        let values = layout.gather(segment, problem, plan, &held, &digits, convert);
        let at = (segment.base * size_of::<T>()) as u64;
        device.queue.write_buffer(&tables, at, bytemuck::cast_slice(&values));
    }
    device.queue.write_buffer(&job, 0, bytemuck::cast_slice(&[start, count, 0, 0]));
    let mut encoder = device.device.create_command_encoder(&Default::default());
    let mut bindings = vec![(0, &job), (2, &results)];
    if !layout.segments.is_empty() {
        bindings.push((1, &tables));
    }
    let workgroups = count.div_ceil(shader::WORKGROUP);
    dispatch(device, &mut encoder, &pipeline, &bindings, workgroups);
    encoder.copy_buffer_to_buffer(&results, 0, &staging, 0, Some(bytes));
    let submission = device.queue.submit([encoder.finish()]);
    Ok(bytemuck::pod_collect_to_vec(&device.read(&staging, bytes, submission)?))
}

/// The outputs of `tape` on the CPU, in any number type, at the same points.
pub fn reference<R: Real>(
    problem: &Problem,
    plan: &Plan,
    cpu: &Cpu<'_>,
    tape: &Tape,
    (batch, start, count): (u128, u32, u32),
) -> Vec<R> {
    let mut digits = plan.batch_digits(batch);
    let tables = cpu.tables(&digits);
    let base = digits.clone();
    let inputs = Inputs::new(problem, plan, &tables, &base);
    (start..start + count)
        .flat_map(|local| {
            plan.set_inner(&mut digits, u64::from(local));
            let values: Vec<R> = inputs.at(&digits).map(R::lit).collect();
            tape.evaluate(&values)
        })
        .collect()
}

/// Compares a device with the reference over `points` (batch, start, count).
///
/// # Errors
/// If the device fails.
pub fn run(
    device: &Device,
    problem: &Problem,
    plan: &Plan,
    cpu: &Cpu<'_>,
    points: (u128, u32, u32),
) -> Result<ParityReport, GpuError> {
    let bounded = Gpu::bounds(problem, plan, cpu);
    // The literals that the bounds add are in range.
    check_literals(&plan.main.tape)?;
    let (all, n) = (bounded.tape.outputs.len(), bounded.outputs);
    let gpu = dump_f32(device, problem, plan, cpu, &bounded.tape, points)?;
    let shadow: Vec<f32> = reference(problem, plan, cpu, &bounded.tape, points);
    let exact: Vec<f64> = reference(problem, plan, cpu, &plan.main.tape, points);
    let mut report = ParityReport { points: u64::from(points.2), ..Default::default() };
    for ((g, s), e) in gpu.chunks(all).zip(shadow.chunks(all)).zip(exact.chunks(n)) {
        let reason_doubt = g[bounded.reason_doubt()] != 0.0;
        let feasible = e[Problem::REASON] == 0.0;
        let doubt = reason_doubt || feasible && g[bounded.value_doubt()] != 0.0;
        let shadow_doubt =
            s[bounded.reason_doubt()] != 0.0 || feasible && s[bounded.value_doubt()] != 0.0;
        if doubt || shadow_doubt {
            report.doubtful += 1;
        }
        if !reason_doubt && f64::from(g[Problem::REASON]) != e[Problem::REASON] {
            report.violations += 1;
        }
        if doubt || shadow_doubt || !feasible {
            continue;
        }
        for o in 0..n {
            report.f32_ulp.add(ulps_f32(g[o], s[o]));
            let error = (f64::from(g[o]) - e[o]).abs();
            if error > f64::from(g[bounded.error(o)]) {
                report.violations += 1;
            }
            if e[o] != 0.0 {
                report.worst_relative = report.worst_relative.max(error / e[o].abs());
            }
        }
    }
    if device.info.f64 {
        let gpu = dump_f64(device, problem, plan, cpu, &plan.main.tape, points)?;
        let mut histogram = UlpHistogram::default();
        for (g, e) in gpu.chunks(n).zip(exact.chunks(n)).filter(|(_, e)| e[0] == 0.0) {
            g.iter().zip(e).for_each(|(g, e)| histogram.add(ulps_f64(*g, *e)));
        }
        report.f64_ulp = Some(histogram);
    }
    Ok(report)
}
