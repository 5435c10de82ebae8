// Counts a value in its bin if the bin is certain. The first EDGES numbers of `tables` are the
// edges of the bins rounded up, the next EDGES the same rounded down.
fn bin(p: Point) -> u32 {
    var below = 0u; // edges certainly not above the value: those before `below`
    var above = EDGES;
    let least = p.binned - p.binned_error;
    while below < above {
        let middle = (below + above) / 2u;
        if tables[middle] <= least {
            below = middle + 1u;
        } else {
            above = middle;
        }
    }
    if below < EDGES && tables[EDGES + below] <= p.binned + p.binned_error {
        return BIN;
    }
    atomicAdd(&tally[FIRST_BIN + below], 1u);
    return 0u;
}
