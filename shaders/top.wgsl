// Whether a point may be among the TOP_K best of all.
//
// Points are dealt to TOP_K leaders by position. A leader is an upper bound of the least key
// dealt to it, so at least TOP_K points do not exceed the greatest leader: a point that does
// is not among the best.

var<workgroup> limit: atomic<u32>;

fn begin_top(lane: u32) {
    if lane == 0u {
        atomicStore(&limit, 0u);
    }
    workgroupBarrier();
    for (var i = lane; i < TOP_K; i += 256u) {
        atomicMax(&limit, atomicLoad(&leaders[i]));
    }
}

fn may_be_top(p: Point, local: u32) -> bool {
    let least = p.key - p.key_error;
    // `job.top` is the key of the last point the host holds.
    if least > job.top || monotone(least) > atomicLoad(&limit) {
        return false;
    }
    let bound = monotone(p.key + p.key_error);
    let leader = local % TOP_K;
    if bound < atomicLoad(&leaders[leader]) {
        atomicMin(&leaders[leader], bound);
    }
    return true;
}
