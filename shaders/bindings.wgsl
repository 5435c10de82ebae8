// What a dispatch reads and writes. The generated part declares the tables and the constants
// COUNTERS, REASONS, EDGES, OBJECTIVES, TOP_K and ITEMS.

struct Job {
    start: u32, // position in the batch of the first point
    count: u32, // number of points
    group: u32, // group of the batch's first point
    front: u32, // number of points in `front`
    capacity: u32, // room in `candidates`
    top: f32, // a point with a greater key is not among the best of all
    pad_0: u32,
    pad_1: u32,
}

@group(0) @binding(0) var<uniform> job: Job;
// An upper bound of the least key of every group, as `monotone` maps it.
@group(0) @binding(2) var<storage, read_write> groups: array<atomic<u32>>;
// Keys of points of the Pareto front, OBJECTIVES each.
@group(0) @binding(3) var<storage, read> front: array<f32>;
// Number of candidates, then the counters of `tally`.
@group(0) @binding(4) var<storage, read_write> counters: array<atomic<u32>>;
// Points the host must look at: position in the batch, flags.
@group(0) @binding(5) var<storage, read_write> candidates: array<vec2<u32>>;
// What `top.wgsl` deals points to, as `monotone` maps it.
@group(0) @binding(6) var<storage, read_write> leaders: array<atomic<u32>>;
