// Visits the points of a dispatch: counts those that are certain, appends to `candidates`
// those that may be kept and those that f32 cannot judge.

const KEEP: u32 = 1u; // may be among the best or on the front
const RECOUNT: u32 = 2u; // not counted here: the host decides everything about it
const BIN: u32 = 4u; // counted here, but the host decides the bin of the histogram

const FEASIBLE: u32 = 0u;
const FIRST_REASON: u32 = 1u;
const FIRST_BIN: u32 = FIRST_REASON + REASONS;

var<workgroup> tally: array<atomic<u32>, COUNTERS>;

// Neighbouring points tend to share their fate: runs are counted in registers.
var<private> run_counter: u32;
var<private> run_length: u32;

fn count(counter: u32) {
    if counter != run_counter {
        end_run();
        run_counter = counter;
    }
    run_length += 1u;
}

fn end_run() {
    if run_length > 0u {
        atomicAdd(&tally[run_counter], run_length);
        run_length = 0u;
    }
}

fn append(local: u32, flags: u32) {
    // Beyond the capacity only the number counts: the host runs a smaller dispatch.
    let slot = atomicAdd(&counters[0], 1u);
    if slot < job.capacity {
        candidates[slot] = vec2<u32>(local, flags);
    }
}

// Maps floats to integers of the same order, for `atomicMin`.
fn monotone(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    if (bits << 1u) == 0u {
        return 0x80000000u; // both zeros
    }
    return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn visit(local: u32) {
    let p = evaluate(local);
    if p.reason_doubt {
        append(local, RECOUNT);
        return;
    }
    if p.reason != 0.0 {
        count(FIRST_REASON + u32(p.reason) - 1u);
        return;
    }
    if p.value_doubt {
        append(local, RECOUNT);
        return;
    }
    count(FEASIBLE);
    var flags = bin(p);
    // No short circuit: these two also tighten their bounds.
    let best = may_be_best(p);
    let top = may_be_top(p, local);
    if best || top || may_be_on_front(p) {
        flags |= KEEP;
    }
    if flags != 0u {
        append(local, flags);
    }
}

@compute @workgroup_size(256)
fn sweep(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    for (var i = lane; i < COUNTERS; i += 256u) {
        atomicStore(&tally[i], 0u);
    }
    run_counter = 0u;
    run_length = 0u;
    begin_top(lane);
    workgroupBarrier();
    let first = (workgroup.x + workgroup.y * workgroups.x) * ITEMS * 256u + lane;
    for (var item = 0u; item < ITEMS; item += 1u) {
        let at = first + item * 256u;
        if at < job.count {
            visit(job.start + at);
        }
    }
    end_run();
    workgroupBarrier();
    for (var i = lane; i < COUNTERS; i += 256u) {
        let n = atomicLoad(&tally[i]);
        if n > 0u {
            atomicAdd(&counters[1u + i], n);
        }
    }
}
