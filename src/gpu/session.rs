//! The buffers and the pipeline of one problem on one device.

use std::time::Instant;

use super::device::{Device, GpuError};
use super::layout::{Job, Layout, UNBOUNDED, monotone, round_up, to_f32};
use super::shader;
use crate::cpu::Tables;
use crate::sweep::plan::Plan;
use crate::sweep::{Problem, Summary};

/// Most candidates of a dispatch.
const CAPACITY: u32 = 1 << 20;
/// Candidates that are read along with the counters; more cost a second transfer.
const EAGER: u32 = 1 << 12;
/// Most points of the Pareto front that the kernel compares with.
const FRONT_POINTS: usize = 256;

/// A part of a batch, dispatched at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) batch: u128,
    pub(super) start: u32,
    pub(super) len: u32,
}

/// A dispatch under way.
pub(super) struct Flight {
    pub(super) part: Part,
    pub(super) slot: usize,
    submission: wgpu::SubmissionIndex,
    pub(super) submitted: Instant,
}

/// What a dispatch found.
pub(super) struct Found {
    /// Candidates there were; more than `candidates` holds if they did not fit.
    pub(super) appended: u32,
    /// Feasible points, reasons, bins.
    pub(super) counters: Vec<u32>,
    /// Position in the batch, flags.
    pub(super) candidates: Vec<[u32; 2]>,
}

struct Slot {
    counters: wgpu::Buffer,
    candidates: wgpu::Buffer,
    staging: wgpu::Buffer,
}

pub(super) struct Session {
    pub(super) device: Device,
    pipeline: wgpu::ComputePipeline,
    job: wgpu::Buffer,
    tables: wgpu::Buffer,
    groups: wgpu::Buffer,
    front: wgpu::Buffer,
    leaders: wgpu::Buffer,
    slots: Vec<Slot>,
    counters: usize,
    /// The batch whose tables the device holds.
    pub(super) holds: Option<u128>,
    /// Room for candidates.
    pub(super) capacity: u32,
    /// Most points of a dispatch, so that it neither idles nor looks hung.
    pub(super) dispatch: u32,
}

impl Session {
    pub(super) fn new(
        device: Device,
        problem: &Problem,
        layout: &Layout,
        text: &str,
        dispatch: u32,
    ) -> Result<Self, GpuError> {
        use wgpu::BufferUsages as Usage;
        let groups = if problem.ask.best { problem.groups() } else { 1 };
        let groups = u64::try_from(groups).unwrap_or(u64::MAX).saturating_mul(4);
        device.check_binding("the list of groups", groups)?;
        device.check_binding("the tables", 4 * layout.len as u64)?;
        let counters = shader::counters(&problem.ask);
        let (needed, limit) = (4 * counters as u64, u64::from(device.info.workgroup_bytes));
        if needed > limit {
            return Err(GpuError::Limit { what: "the histogram", needed, limit });
        }
        let pipeline = device.pipeline(text, "sweep")?;
        let counter_bytes = 4 * (1 + counters as u64);
        let storage = Usage::STORAGE | Usage::COPY_DST;
        let front = 4 * (FRONT_POINTS * problem.ask.pareto.len()) as u64;
        let slots = (0..2)
            .map(|_| Slot {
                counters: device.buffer("counters", counter_bytes, storage | Usage::COPY_SRC),
                candidates: device.buffer(
                    "candidates",
                    8 * u64::from(CAPACITY),
                    Usage::STORAGE | Usage::COPY_SRC,
                ),
                staging: device.buffer(
                    "staging",
                    counter_bytes + 8 * u64::from(EAGER),
                    Usage::MAP_READ | Usage::COPY_DST,
                ),
            })
            .collect();
        let session = Self {
            job: device.buffer("job", size_of::<Job>() as u64, Usage::UNIFORM | Usage::COPY_DST),
            tables: device.buffer("tables", 4 * layout.len as u64, storage),
            groups: device.buffer("groups", groups, storage),
            front: device.buffer("front", front, storage),
            leaders: device.buffer("leaders", 4 * problem.ask.top_k as u64, storage),
            slots,
            pipeline,
            counters,
            holds: None,
            capacity: CAPACITY,
            dispatch,
            device,
        };
        session.device.check()?;
        session.device.queue.write_buffer(&session.tables, 0, bytemuck::cast_slice(&layout.edges));
        Ok(session)
    }

    /// Sets the bounds of the groups to what a summary holds, and those of the best of all to
    /// nothing.
    pub(super) fn set_bounds(&self, problem: &Problem, summary: &Summary) {
        let leaders = vec![monotone(UNBOUNDED); problem.ask.top_k];
        self.device.queue.write_buffer(&self.leaders, 0, bytemuck::cast_slice(&leaders));
        if problem.ask.best {
            let bound = |hit: &Option<crate::sweep::Hit>| {
                monotone(hit.map_or(UNBOUNDED, |h| round_up(h.key)))
            };
            let bounds: Vec<u32> = summary.best.iter().map(bound).collect();
            self.device.queue.write_buffer(&self.groups, 0, bytemuck::cast_slice(&bounds));
        }
    }

    /// Makes the device hold the tables of a batch.
    pub(super) fn load(
        &mut self,
        problem: &Problem,
        plan: &Plan,
        layout: &Layout,
        tables: &Tables<'_>,
        batch: u128,
    ) {
        if self.holds == Some(batch) {
            return;
        }
        let digits = plan.batch_digits(batch);
        for segment in layout.segments.iter().filter(|s| s.per_batch || self.holds.is_none()) {
            let values = layout.gather(segment, problem, plan, tables, &digits, to_f32);
            let at = 4 * segment.base as u64;
            self.device.queue.write_buffer(&self.tables, at, bytemuck::cast_slice(&values));
        }
        self.holds = Some(batch);
    }

    /// Starts a dispatch, judged by what `summary` holds.
    pub(super) fn submit(
        &self,
        problem: &Problem,
        plan: &Plan,
        summary: &Summary,
        part: Part,
        slot: usize,
    ) -> Flight {
        let queue = &self.device.queue;
        let front = front_keys(summary);
        queue.write_buffer(&self.front, 0, bytemuck::cast_slice(&front));
        let job = Job {
            start: part.start,
            count: part.len,
            group: problem.group(&plan.batch_digits(part.batch)) as u32,
            front: (front.len() / problem.ask.pareto.len().max(1)) as u32,
            capacity: self.capacity,
            top: round_up(summary.top_threshold()),
            pad: [0; 2],
        };
        queue.write_buffer(&self.job, 0, bytemuck::bytes_of(&job));
        let Slot { counters, candidates, staging } = &self.slots[slot];
        let bindings: Vec<(u32, &wgpu::Buffer)> = [
            (0, &self.job, true),
            (1, &self.tables, self.uses_tables(plan, problem)),
            (2, &self.groups, problem.ask.best),
            (3, &self.front, !problem.ask.pareto.is_empty()),
            (4, counters, true),
            (5, candidates, true),
            (6, &self.leaders, problem.ask.top_k > 0),
        ]
        .into_iter()
        .filter(|(_, _, used)| *used)
        .map(|(n, buffer, _)| (n, buffer))
        .collect();
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        encoder.clear_buffer(counters, 0, None);
        dispatch(
            &self.device,
            &mut encoder,
            &self.pipeline,
            &bindings,
            part.len.div_ceil(shader::WORKGROUP * shader::ITEMS),
        );
        let counter_bytes = self.counter_bytes();
        encoder.copy_buffer_to_buffer(counters, 0, staging, 0, Some(counter_bytes));
        let eager = 8 * u64::from(EAGER);
        encoder.copy_buffer_to_buffer(candidates, 0, staging, counter_bytes, Some(eager));
        let submitted = Instant::now();
        let submission = queue.submit([encoder.finish()]);
        Flight { part, slot, submission, submitted }
    }

    fn counter_bytes(&self) -> u64 {
        4 * (1 + self.counters as u64)
    }

    /// A layout deduced from the shader has no binding for what the shader does not read.
    fn uses_tables(&self, plan: &Plan, problem: &Problem) -> bool {
        !plan.main.sources.is_empty() || problem.ask.histogram.is_some()
    }

    /// Waits for a dispatch and reads what it found.
    pub(super) fn finish(&self, flight: &Flight) -> Result<Found, GpuError> {
        let Slot { candidates, staging, .. } = &self.slots[flight.slot];
        let counter_bytes = self.counter_bytes();
        let bytes = counter_bytes + 8 * u64::from(EAGER);
        let data = self.device.read(staging, bytes, flight.submission.clone())?;
        let (head, tail) = data.split_at(counter_bytes as usize);
        let head: Vec<u32> = bytemuck::pod_collect_to_vec(head);
        let appended = head[0];
        let held = appended.min(self.capacity);
        let candidates = if held <= EAGER || appended > self.capacity {
            bytemuck::pod_collect_to_vec(&tail[..8 * held.min(EAGER) as usize])
        } else {
            let bytes = 8 * u64::from(held);
            let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
            let staging = self.device.buffer("candidates read", bytes, usage);
            let mut encoder = self.device.device.create_command_encoder(&Default::default());
            encoder.copy_buffer_to_buffer(candidates, 0, &staging, 0, Some(bytes));
            let submission = self.device.queue.submit([encoder.finish()]);
            bytemuck::pod_collect_to_vec(&self.device.read(&staging, bytes, submission)?)
        };
        Ok(Found { appended, counters: head[1..].to_vec(), candidates })
    }
}

/// Binds buffers to a pipeline and records a dispatch of so many workgroups.
pub(super) fn dispatch(
    device: &Device,
    encoder: &mut wgpu::CommandEncoder,
    pipeline: &wgpu::ComputePipeline,
    bindings: &[(u32, &wgpu::Buffer)],
    workgroups: u32,
) {
    let entries: Vec<wgpu::BindGroupEntry<'_>> = bindings
        .iter()
        .map(|(binding, buffer)| wgpu::BindGroupEntry {
            binding: *binding,
            resource: buffer.as_entire_binding(),
        })
        .collect();
    let group = device.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &pipeline.get_bind_group_layout(0),
        entries: &entries,
    });
    let mut pass = encoder.begin_compute_pass(&Default::default());
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &group, &[]);
    let (x, y) = device.workgroups(workgroups);
    pass.dispatch_workgroups(x, y, 1);
}

/// Keys of points of the front, rounded up, evenly chosen if there are too many.
fn front_keys(summary: &Summary) -> Vec<f32> {
    let points = summary.front.sorted();
    let chosen = points.len().min(FRONT_POINTS);
    (0..chosen)
        .flat_map(|i| points[i * points.len() / chosen].0.iter().map(|k| round_up(*k)))
        .collect()
}
