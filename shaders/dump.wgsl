// Writes every output of every point of a dispatch: for comparing devices, not for sweeping.

@group(0) @binding(0) var<uniform> job: Job;

struct Job {
    start: u32, // position in the batch of the first point
    count: u32, // number of points
}

@compute @workgroup_size(256)
fn dump(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let at = (workgroup.x + workgroup.y * workgroups.x) * 256u + lane;
    if at < job.count {
        write(job.start + at, at * OUTPUTS);
    }
}
