//! Measured dispatch and combine of expert parallelism.
//!
//! Four layouts of lines are read, told apart by their columns: one line with a dispatch and a
//! combine (`dispatch_avg_t_us`; `dispatch_transmit_us` with `dispatch_notify_us`, which a
//! caller waits for as well), and one line for each (`phase` and `comm_backend`; or the phase
//! in `op_name`, with `latency` in milliseconds).

use crate::calibrate::{ChipFacts, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::expert_parallel::{
    DomainConstants, Exchange, LatencyConstants, Library, ThroughputConstants, Ways, domain,
    latency, throughput,
};

/// Dispatch and combine.
#[derive(Debug, Clone, Copy)]
pub struct EpKind;

/// Network bandwidth of a chip in one direction (TB/s): a 400 Gbit/s port each.
const NIC_TBPS: f64 = 0.05;
/// Units lent to communication where a line does not say: DeepEP's own choice.
const UNITS: f64 = 24.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Dispatch,
    Combine,
    /// Exchange of what goes where, before a dispatch.
    Prepare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Throughput,
    Latency,
    Domain,
}

/// One measured dispatch or combine.
#[derive(Debug, Clone)]
pub struct Row {
    phase: Phase,
    family: Family,
    class: &'static str,
    exchange: Exchange<f64>,
    ways: Ways<f64>,
    hidden: f64,
    measured: f64,
}

const fn p(
    name: &'static str,
    unit: &'static str,
    doc: &'static str,
    [typical, lower, upper]: [f64; 3],
) -> Parameter {
    Parameter { name, unit, doc, typical, lower, upper }
}

const START: Parameter =
    p("start", "1", "Start of a kernel, relative to the class's own.", [1.0, 0.3, 4.0]);
const HOST: Parameter =
    p("host", "1", "Time of the host, relative to the class's own.", [1.0, 0.2, 6.0]);
const NIC: Parameter =
    p("nic_share", "1", "Share of the network that is reached.", [0.8, 0.2, 1.5]);

const THROUGHPUT: &[Parameter] = &[
    START,
    p("unit_tbps", "TB/s", "What one unit moves.", [0.027, 0.005, 0.1]),
    p("message_us", "us", "What one unit spends on every copy.", [0.06, 0.002, 1.0]),
    p("link_share", "1", "Share of the scale-up link that is reached.", [0.6, 0.1, 1.1]),
    NIC,
    p(
        "oversubscription",
        "1",
        "Loss of network bandwidth at eight nodes, as a factor.",
        [1.65, 1.0, 4.0],
    ),
    p("node_us", "us", "Latency of doubling the nodes.", [35.0, 1.0, 200.0]),
    HOST,
];

const LATENCY: &[Parameter] = &[
    START,
    p("flags", "1", "What the flags of 256 experts add to the start.", [0.5, 0.01, 3.0]),
    p("link_share", "1", "Share of the scale-up link that is reached.", [0.51, 0.05, 1.1]),
    p(
        "drain_share",
        "1",
        "Share of the link at which one expert's queue is received.",
        [0.025, 0.003, 1.0],
    ),
    NIC,
    p("node_us", "us", "Latency of doubling the nodes.", [6.2, 0.3, 100.0]),
    HOST,
];

const DOMAIN: &[Parameter] = &[
    START,
    p("hop_us", "us", "Latency of doubling the chips.", [0.5, 0.01, 10.0]),
    p("link_share", "1", "Share of the scale-up link that is reached.", [0.6, 0.1, 1.1]),
];

/// Factors of kernels that run in a graph, then those of kernels that wait for the host.
const FACTORS: &[Parameter] = &[
    p("start_us", "us", "Start of the kernel on a typical chip.", [20.0, 1.0, 600.0]),
    p("pace", "1", "Factor on the transfer.", [1.0, 0.1, 10.0]),
    p("message", "1", "Factor on the time per message.", [1.0, 0.01, 50.0]),
    p("host_us", "us", "Time of the host of a typical chip.", [80.0, 1.0, 900.0]),
];

/// Name of the class by library and phase.
macro_rules! classes {
    ($phase:expr, $($library:literal)|+, $given:expr) => {
        match ($given, $phase) {
            $(
                ($library, Phase::Dispatch) => Some(concat!($library, " dispatch")),
                ($library, Phase::Combine) => Some(concat!($library, " combine")),
                ($library, Phase::Prepare) => Some(concat!($library, " prepare")),
            )+
            _ => None,
        }
    };
}

/// A library's kernel by the name a line has for it, with its family, and its own name.
const LIBRARIES: &[(&str, &str, Family, &str)] = &[
    ("wideep_deepep_normal_perf", "", Family::Throughput, "deepep"),
    ("wideep_deepep_ll_perf", "", Family::Latency, "deepep low-latency"),
    ("", "deepep_ht", Family::Throughput, "vllm deepep"),
    ("", "deepep_v2_context", Family::Throughput, "vllm deepep v2"),
    ("", "trtllm_deepep_ht", Family::Throughput, "trtllm deepep"),
    ("", "deepep_ll", Family::Latency, "vllm deepep low-latency"),
    ("", "deepep_v2_generation", Family::Latency, "vllm deepep v2 low-latency"),
    ("", "trtllm_deepep_ll", Family::Latency, "trtllm deepep low-latency"),
    ("", "NVLinkOneSided", Family::Domain, "trtllm one-sided"),
    ("", "NVLinkTwoSided", Family::Domain, "trtllm two-sided"),
];

impl Kind for EpKind {
    type Row = Row;
    const NAME: &'static str = "ep";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        Self::read_all(record, chip)?.pop().ok_or_else(|| "no time".into())
    }

    fn read_all(record: &Record, chip: &ChipFacts) -> Result<Vec<Row>, String> {
        let line = Line { record, chip };
        if record.get("dispatch_avg_t_us").is_some() {
            let time = |phase| record.positive(&format!("{phase}_avg_t_us"));
            let both = [(Phase::Dispatch, time("dispatch")?), (Phase::Combine, time("combine")?)];
            return both.into_iter().map(|(phase, us)| line.row(phase, us)).collect();
        }
        if record.get("dispatch_transmit_us").is_some() {
            let time = |phase| -> Result<f64, String> {
                let sent = record.positive(&format!("{phase}_transmit_us"))?;
                let notified = format!("{phase}_notify_us");
                Ok(sent + record.get(&notified).map_or(Ok(0.0), |_| record.number(&notified))?)
            };
            let both = [(Phase::Dispatch, time("dispatch")?), (Phase::Combine, time("combine")?)];
            return both.into_iter().map(|(phase, us)| line.row(phase, us)).collect();
        }
        let milliseconds = record.get("moe_ep_size").is_some();
        let phase = record.get("phase").or(record.get("op_name")).unwrap_or("");
        let phase = match phase {
            _ if phase.ends_with("dispatch") => Phase::Dispatch,
            _ if phase.contains("combine") => Phase::Combine,
            _ if phase.ends_with("prepare") => Phase::Prepare,
            _ => return Err("the line says neither dispatch nor combine".into()),
        };
        let latency = record.positive("latency")?;
        Ok(vec![line.row(phase, if milliseconds { latency * 1e3 } else { latency })?])
    }

    fn variant(row: &Row) -> &'static str {
        match row.family {
            Family::Throughput => "throughput",
            Family::Latency => "latency",
            Family::Domain => "domain",
        }
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[("throughput", None), ("latency", None), ("domain", None)]
    }

    fn parameters(variant: &str) -> &'static [Parameter] {
        match variant {
            "throughput" => THROUGHPUT,
            "latency" => LATENCY,
            _ => DOMAIN,
        }
    }

    fn class(row: &Row) -> &'static str {
        row.class
    }

    fn factors(class: &str) -> &'static [Parameter] {
        let graph = class.starts_with("deepep") || class.contains("sided");
        &FACTORS[..if graph { 3 } else { 4 }]
    }

    /// The generation of the link, and the host that comes with the board.
    fn family(chip: &ChipFacts) -> &'static str {
        super::collective::CollectiveKind::family(chip)
    }

    fn time_us(row: &Row, c: &[f64], f: &[f64]) -> f64 {
        let factor = |i: usize, none: f64| f.get(i).copied().unwrap_or(none);
        let library = Library {
            start_us: factor(0, 20.0),
            pace: factor(1, 1.0),
            message: factor(2, 1.0),
            host_us: factor(3, 0.0),
        };
        let mut values = c.iter();
        match row.family {
            Family::Throughput => {
                let c = ThroughputConstants::take(&mut values);
                throughput(&row.exchange, &row.ways, &library, &c)
            }
            Family::Latency => {
                let c = LatencyConstants::take(&mut values);
                latency(&row.exchange, &row.ways, &library, &c)
            }
            Family::Domain => {
                let c = DomainConstants::take(&mut values);
                domain(&row.exchange, &row.ways, &library, &c)
            }
        }
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        // Alpha-beta: 10 us, and every copy over the whole link or network.
        let e = &row.exchange;
        let sent = e.tokens * e.token_mb * e.active;
        let near = sent * (1.0 - e.nodes / e.ranks) / row.ways.link;
        let far = sent * (1.0 - 1.0 / e.nodes) / row.ways.nic;
        10.0 + near.max(far)
    }

    fn shape(row: &Row) -> String {
        let e = &row.exchange;
        let (n, nodes, units) = (e.ranks, e.nodes, row.ways.units);
        format!("{} {} {} {} {n} {nodes} {units}", e.tokens, row.hidden, e.active, e.experts)
    }

    fn describe(row: &Row) -> String {
        let e = &row.exchange;
        format!(
            "{}: {} tokens of {}, {} of {} experts, {} chips on {} nodes",
            row.class, e.tokens, row.hidden, e.active, e.experts, e.ranks, e.nodes
        )
    }

    fn groups(row: &Row) -> Vec<String> {
        let phase = match row.phase {
            Phase::Dispatch => "dispatch",
            Phase::Combine => "combine",
            Phase::Prepare => "prepare",
        };
        let nodes = if row.exchange.nodes > 1.0 { "several nodes" } else { "one node" };
        let kernels = match row.family {
            Family::Throughput => "throughput kernels",
            Family::Latency => "low-latency kernels",
            Family::Domain => "NVLink-domain kernels",
        };
        vec![phase.into(), nodes.into(), kernels.into(), row.class.into()]
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        let e = &row.exchange;
        vec![("tokens", e.tokens), ("ranks", e.ranks), ("experts", e.experts)]
    }
}

/// A line being read.
struct Line<'a, 'r> {
    record: &'a Record<'r>,
    chip: &'a ChipFacts,
}

impl Line<'_, '_> {
    fn first(&self, columns: [&'static str; 2]) -> Result<f64, String> {
        let column = columns.into_iter().find(|c| self.record.get(c).is_some());
        self.record.count(column.unwrap_or(columns[0]))
    }

    fn row(&self, phase: Phase, measured: f64) -> Result<Row, String> {
        let r = self.record;
        let table = r.get("table").unwrap_or("");
        let backend = r.get("comm_backend").or(r.get("kernel_source")).unwrap_or("");
        let found = LIBRARIES.iter().find(
            |(t, b, ..)| {
                if t.is_empty() { *b == backend } else { *t == table }
            },
        );
        let (_, _, family, library) =
            found.ok_or_else(|| format!("`{backend}` is no dispatch kernel that is modelled"))?;
        // Combining in 4 bits quantises first, which is a kernel of its own.
        let dtype = r.get("comm_dtype").or(r.get("moe_dtype")).unwrap_or("");
        let narrow =
            dtype == "fp4" || r.get("op_name").is_some_and(|o| o.contains("low_precision"));
        let library = match *library {
            "trtllm deepep low-latency" if narrow => "trtllm deepep low-latency fp4",
            "trtllm two-sided" if narrow => "trtllm two-sided fp4",
            other => other,
        };
        let class = classes!(
            phase,
            "deepep"
                | "deepep low-latency"
                | "vllm deepep"
                | "vllm deepep v2"
                | "trtllm deepep"
                | "vllm deepep low-latency"
                | "vllm deepep v2 low-latency"
                | "trtllm deepep low-latency"
                | "trtllm deepep low-latency fp4"
                | "trtllm one-sided"
                | "trtllm two-sided"
                | "trtllm two-sided fp4",
            library
        )
        .ok_or("this phase is not modelled")?;

        let hidden = r.count("hidden_size")?;
        let active = self.first(["num_topk", "topk"])?;
        let experts = r.count("num_experts")?;
        if active > experts {
            return Err(format!("{active} of {experts} experts cannot be chosen"));
        }
        let nodes = if r.get("node_num").is_some() { r.count("node_num")? } else { 1.0 };
        // A node of GB200 or GB300 has four chips, others eight.
        let per_node = if self.chip.id.starts_with("gb") { 4.0 } else { 8.0 };
        let ranks = ["ep_size", "moe_ep_size"].into_iter().find(|c| r.get(c).is_some());
        let ranks = ranks.map_or(Ok(per_node * nodes), |c| r.count(c))?;
        if ranks < nodes {
            return Err(format!("{ranks} chips cannot be on {nodes} nodes"));
        }
        let element = match phase {
            Phase::Combine if narrow => bytes("nvfp4"),
            Phase::Combine => 2.0,
            // Unless a line says so, low-latency and DeepEP's own dispatch are fp8.
            _ if dtype.is_empty() || dtype == "default" => bytes("fp8"),
            _ => bytes(dtype),
        };
        // What is prepared is an index and a count for each expert of a token.
        let token = if phase == Phase::Prepare { 8.0 * active } else { hidden * element };
        let units = ["dispatch_sms", "combine_sms"];
        let units = match phase {
            Phase::Combine => [units[1], "sms"],
            _ => [units[0], "sms"],
        };
        let units = units.into_iter().find_map(|c| r.number(c).ok()).filter(|u| *u > 0.0);
        let facts = [Precision::Bf16, Precision::Fp16].into_iter().find_map(|p| self.chip.at(p));
        let facts = facts.ok_or("the catalogue knows no 16-bit peak of the chip")?;
        Ok(Row {
            phase,
            family: *family,
            class,
            exchange: Exchange {
                tokens: self.first(["num_token", "num_tokens"])?,
                token_mb: token * 1e-6,
                active,
                experts,
                ranks,
                nodes,
                extra: if phase == Phase::Combine { 2.0 } else { 0.0 },
            },
            ways: Ways {
                link: facts.scaleup_links * facts.scaleup_link_tbps,
                nic: NIC_TBPS,
                units: units.unwrap_or(UNITS),
            },
            hidden,
            measured,
        })
    }
}

/// Bytes of an element with its scale: one float for 128 (fp8), one byte for 16 (nvfp4).
fn bytes(dtype: &str) -> f64 {
    match dtype {
        "fp8" | "fp8_block" | "w4afp8" => 1.0 + 4.0 / 128.0,
        "nvfp4" | "fp4" => 0.5 + 1.0 / 16.0,
        _ => 2.0,
    }
}
