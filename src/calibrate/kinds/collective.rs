//! Measured collectives: NCCL, and the all-reduce kernels of serving engines.

use crate::calibrate::{ChipFacts, Filling, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::collective::Traffic;
use crate::model::collective::custom::{CustomConstants, EagerConstants, custom, eager};
use crate::model::collective::exchange::{ExchangeConstants, all_to_all};
use crate::model::collective::ring::{RingConstants, ring};

/// Collectives inside one node.
#[derive(Debug, Clone, Copy)]
pub struct CollectiveKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    AllReduce,
    AllGather,
    ReduceScatter,
    AllToAll,
    Broadcast,
}

impl Op {
    const ALL: [(&'static str, Self); 6] = [
        ("all_reduce", Self::AllReduce),
        ("all_gather", Self::AllGather),
        ("reduce_scatter", Self::ReduceScatter),
        ("alltoall", Self::AllToAll),
        ("all_to_all", Self::AllToAll),
        ("broadcast", Self::Broadcast),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, op)| *op == self).map_or("", |(name, _)| name)
    }
}

/// Who runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Library {
    Nccl,
    /// An engine's all-reduce, inside a CUDA graph or outside.
    Engine {
        graph: bool,
    },
}

/// One measured collective.
#[derive(Debug, Clone)]
pub struct Row {
    op: Op,
    library: Library,
    /// Kernels of one engine and generation: see [`class`](Kind::class).
    class: &'static str,
    ranks: f64,
    mb: f64,
    element_bytes: f64,
    /// TB/s per chip and direction.
    link: f64,
    /// Without scale-up links: PCIe.
    pcie: bool,
    /// TB/s.
    memory: f64,
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

const STAGING: Parameter = p(
    "staging",
    "1",
    "Time each chip beyond a pair adds where data go through the host, relative to the link's.",
    [0.3, 0.001, 30.0],
);
const COPY: Parameter = p(
    "copy",
    "1",
    "Time of copying a chip's own share, relative to sending it over the link.",
    [0.8, 0.02, 3.0],
);

/// Rings: those of PCIe have no copy of their own (it is fast beside the link), those of
/// scale-up links no staging.
const RING: &[Parameter] = &[
    STAGING,
    p("base_us", "us", "Launch of the kernel and its first flag.", [6.9, 0.5, 60.0]),
    p(
        "channels_us",
        "us",
        "Growth of the launch from one channel to all of them.",
        [1.3, 0.02, 20.0],
    ),
    p("hop_us", "us", "One step of the ring with flags beside the data.", [1.25, 0.05, 20.0]),
    p("low_share", "1", "Share of the link that flagged data reach.", [0.29, 0.01, 0.9]),
    p("bulk_us", "us", "Start of a transfer in whole chunks.", [5.5, 0.2, 200.0]),
    p("step_us", "us", "One step of the ring in whole chunks.", [12.0, 0.05, 200.0]),
    p("bulk_share", "1", "Share of the link that whole chunks reach.", [0.82, 0.02, 1.1]),
    COPY,
];

const EXCHANGE: &[Parameter] = &[
    STAGING,
    p("base_us", "us", "Launch of the kernel and its first flag.", [7.8, 0.5, 60.0]),
    p("hop_us", "us", "What further chips add to the launch.", [1.2, 0.02, 20.0]),
    p(
        "switch_us",
        "us",
        "What changing from flagged data to whole chunks adds.",
        [5.0, 0.1, 100.0],
    ),
    p("ramp_us", "us", "What filling all channels adds to long transfers.", [10.0, 0.5, 300.0]),
    p("share", "1", "Share of the link that whole chunks reach.", [0.72, 0.02, 1.1]),
    COPY,
];

const CUSTOM: &[Parameter] = &[
    STAGING,
    p("base_us", "us", "Launch in a graph and the first flag.", [3.5, 0.5, 60.0]),
    p("hop_us", "us", "One exchange of flags with another chip.", [0.1, 0.005, 20.0]),
    p("one_shot_share", "1", "Share of the link that one-shot reads reach.", [0.54, 0.02, 1.1]),
    p("two_shot_us", "us", "What the second phase of two-shot adds.", [8.0, 0.5, 100.0]),
    p("two_shot_share", "1", "Share of the link that two-shot reads reach.", [0.53, 0.02, 1.1]),
    p("bulk_us", "us", "Start of the library's transfer in whole chunks.", [30.0, 0.5, 300.0]),
    p("step_us", "us", "One step of the library's ring.", [8.0, 0.05, 200.0]),
    p("bulk_share", "1", "Share of the link that whole chunks reach.", [0.82, 0.02, 1.1]),
    COPY,
];

/// Outside a graph: the constants of [`CUSTOM`], and the host's.
const EAGER: &[Parameter] = &[
    STAGING,
    p("host_us", "us", "Time of the host, below which nothing finishes.", [25.0, 3.0, 300.0]),
    p(
        "stage_share",
        "1",
        "Share of the memory peak that copying to the registered buffer reaches.",
        [0.7, 0.05, 3.0],
    ),
    CUSTOM[1],
    CUSTOM[2],
    CUSTOM[3],
    CUSTOM[4],
    CUSTOM[5],
    CUSTOM[6],
    CUSTOM[7],
    CUSTOM[8],
    COPY,
];

const ENGINE_FACTORS: &[Parameter] = &[p(
    "start",
    "1",
    "Launch of the engine's kernel, relative to that of TensorRT-LLM.",
    [1.3, 0.3, 4.0],
)];

impl Kind for CollectiveKind {
    type Row = Row;
    const NAME: &'static str = "collective";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let name = record.text("op")?;
        let op = Op::ALL.iter().find(|(n, _)| *n == name).map(|(_, op)| *op);
        let op = op.ok_or_else(|| format!("`{name}` is no collective that is modelled"))?;
        if record.get("n_nodes").is_some() && record.count("n_nodes")? > 1.0 {
            return Err("several nodes: the row does not say what joins them".into());
        }
        let ranks = record.count("n_gpus")?;
        let who = record.text("library")?;
        let mode = record.get("mode").unwrap_or("");
        let engine = who.contains("custom_allreduce");
        if engine && op != Op::AllReduce {
            return Err("engines' own kernels are all-reduces".into());
        }
        let library =
            if engine { Library::Engine { graph: !mode.contains("eager") } } else { Library::Nccl };
        let version = record.get("library_version").unwrap_or("");
        let facts = [Precision::Bf16, Precision::Fp16, Precision::Fp32, Precision::Int8]
            .into_iter()
            .find_map(|p| chip.at(p))
            .ok_or("the catalogue knows no peak of the chip")?;
        let rates = facts.rates();
        Ok(Row {
            op,
            library,
            class: if engine { engine_class(who, version, mode) } else { "nccl" },
            ranks,
            mb: record.positive("bytes")? * 1e-6,
            element_bytes: element_bytes(record.get("dtype").unwrap_or("")),
            link: facts.scaleup_links * facts.scaleup_link_tbps,
            pcie: chip.chip.scaleup_gbytes_per_s().is_none(),
            memory: rates.memory_peak,
            measured: record.positive("time_us")?,
        })
    }

    fn variant(row: &Row) -> &'static str {
        match (row.library, row.op, row.pcie) {
            (Library::Nccl, Op::AllToAll, false) => "all_to_all",
            (Library::Nccl, Op::AllToAll, true) => "all_to_all_pcie",
            (Library::Nccl, _, false) => "ring",
            (Library::Nccl, _, true) => "ring_pcie",
            (Library::Engine { graph: true }, _, false) => "custom",
            (Library::Engine { graph: true }, _, true) => "custom_pcie",
            (Library::Engine { graph: false }, _, false) => "eager",
            (Library::Engine { graph: false }, _, true) => "eager_pcie",
        }
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[
            ("ring", None),
            ("ring_pcie", None),
            ("all_to_all", None),
            ("all_to_all_pcie", None),
            ("custom", None),
            ("custom_pcie", None),
            ("eager", None),
            ("eager_pcie", None),
        ]
    }

    fn parameters(variant: &str) -> &'static [Parameter] {
        match variant {
            "ring" => &RING[1..],
            "ring_pcie" => &RING[..8],
            "all_to_all" => &EXCHANGE[1..],
            "all_to_all_pcie" => &EXCHANGE[..6],
            "custom" => &CUSTOM[1..],
            "custom_pcie" => &CUSTOM[..9],
            "eager" => &EAGER[1..],
            _ => &EAGER[..11],
        }
    }

    fn class(row: &Row) -> &'static str {
        row.class
    }

    fn factors(class: &str) -> &'static [Parameter] {
        match class {
            "nccl" | "trtllm" => &[],
            _ => ENGINE_FACTORS,
        }
    }

    /// The generation of the link, and the host that comes with the board: GB200 and GB300
    /// carry Grace, whose launches are slower than those of x86 hosts.
    fn family(chip: &ChipFacts) -> &'static str {
        let architecture = chip.chip.architecture.as_deref().unwrap_or("");
        let grace = chip.id.starts_with("gb") || chip.id.starts_with("gh");
        match chip.family() {
            _ if chip.chip.scaleup_gbytes_per_s().is_none() => "pcie",
            "async" if architecture.starts_with("Hopper") => "nvlink4",
            "async" if grace => "nvlink5 grace",
            "async" => "nvlink5",
            "warp" => "nvlink3",
            _ => "other links",
        }
    }

    fn fillings(chip: &ChipFacts, _: Precision) -> Vec<Filling> {
        let pcie = chip.chip.scaleup_gbytes_per_s().is_none();
        let filling = |prefix, [links, slots]: [&'static str; 2], class, copy| Filling {
            prefix,
            variant: if pcie { slots } else { links },
            class,
            class_prefix: prefix,
            fixed: if pcie { vec![(copy, 0.0)] } else { vec![] },
        };
        vec![
            filling("ring_constant", ["ring", "ring_pcie"], "nccl", "ring_constant.copy"),
            filling(
                "exchange_constant",
                ["all_to_all", "all_to_all_pcie"],
                "nccl",
                "exchange_constant.copy",
            ),
            filling("custom_constant", ["custom", "custom_pcie"], "trtllm", "custom_constant.copy"),
        ]
    }

    fn time_us(row: &Row, c: &[f64], f: &[f64]) -> f64 {
        let mut values = Values { row, constants: c.iter() };
        match row.library {
            Library::Nccl if row.op == Op::AllToAll => {
                all_to_all(row.mb, row.ranks, row.link, &values.exchange())
            }
            Library::Nccl => ring(row.traffic(), row.link, &values.ring()),
            Library::Engine { graph } => {
                let start = f.first().copied().unwrap_or(1.0);
                let staging = values.staging();
                let host = (!graph).then(|| EagerConstants::take(&mut values.constants));
                let inside = custom(row.mb, row.ranks, row.link, start, &values.custom(staging));
                host.map_or(inside, |host| eager(inside, row.mb, row.memory, &host))
            }
        }
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        // Alpha-beta of a ring: 1 us a step, and the whole link.
        let t = row.traffic();
        t.steps + t.volume / row.link
    }

    fn shape(row: &Row) -> String {
        format!("{} {} {}", row.op.name(), row.ranks, row.mb)
    }

    fn describe(row: &Row) -> String {
        let Row { op, ranks, mb, class, .. } = row;
        let how = match row.library {
            Library::Engine { graph: false } => " eager",
            _ => "",
        };
        format!("{} of {mb:.6} MB on {ranks} chips ({class}{how})", op.name())
    }

    fn groups(row: &Row) -> Vec<String> {
        let long = if row.mb > 1.048_576 { "> 1 MB" } else { "<= 1 MB" };
        let who = match row.library {
            Library::Nccl => "NCCL",
            Library::Engine { graph: true } => "engine, graph",
            Library::Engine { graph: false } => "engine, eager",
        };
        let mut groups = vec![
            format!("{who} {long}"),
            format!("{who} {} {long}", row.op.name()),
            format!("{who} on {} chips", row.ranks),
        ];
        if who != "NCCL" {
            groups.push(format!("{who} ({})", row.class));
        }
        groups
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        vec![("ranks", row.ranks), ("mb", row.mb)]
    }
}

/// The constants in the order of the parameters, with what a row has none of left at nothing.
struct Values<'a> {
    row: &'a Row,
    constants: std::slice::Iter<'a, f64>,
}

impl Values<'_> {
    fn next(&mut self) -> f64 {
        self.constants.next().copied().unwrap_or(0.0)
    }

    fn staging(&mut self) -> f64 {
        if self.row.pcie { self.next() } else { 0.0 }
    }

    fn ring(&mut self) -> RingConstants<f64> {
        let staging = self.staging();
        RingConstants {
            base_us: self.next(),
            channels_us: self.next(),
            hop_us: self.next(),
            low_share: self.next(),
            bulk_us: self.next(),
            step_us: self.next(),
            bulk_share: self.next(),
            copy: self.next(),
            staging,
        }
    }

    fn exchange(&mut self) -> ExchangeConstants<f64> {
        let staging = self.staging();
        ExchangeConstants {
            base_us: self.next(),
            hop_us: self.next(),
            switch_us: self.next(),
            ramp_us: self.next(),
            share: self.next(),
            copy: self.next(),
            staging,
        }
    }

    fn custom(&mut self, staging: f64) -> CustomConstants<f64> {
        CustomConstants {
            base_us: self.next(),
            hop_us: self.next(),
            one_shot_share: self.next(),
            two_shot_us: self.next(),
            two_shot_share: self.next(),
            bulk_us: self.next(),
            step_us: self.next(),
            bulk_share: self.next(),
            copy: self.next(),
            staging,
        }
    }
}

impl Row {
    fn traffic(&self) -> Traffic<f64> {
        let of = match self.op {
            Op::AllReduce => Traffic::all_reduce,
            Op::AllGather | Op::AllToAll => Traffic::all_gather,
            Op::ReduceScatter => Traffic::reduce_scatter,
            Op::Broadcast => Traffic::broadcast,
        };
        of(self.mb, self.ranks, self.element_bytes)
    }
}

fn element_bytes(dtype: &str) -> f64 {
    match dtype {
        "int8" | "fp8" => 1.0,
        "float" | "float32" | "fp32" | "int32" => 4.0,
        _ => 2.0,
    }
}

/// The kernels of one engine. SGLang's became faster with 0.5.11, TensorRT-LLM has others for
/// several nodes on one NVLink domain.
fn engine_class(who: &str, version: &str, mode: &str) -> &'static str {
    let mut numbers = version.split('.').map_while(|n| n.parse::<u32>().ok());
    let version = [0; 3].map(|_: u32| numbers.next().unwrap_or(0));
    match () {
        () if mode.contains("MNNVL_oneshot") => "trtllm mnnvl one-shot",
        () if mode.contains("MNNVL_twoshot") => "trtllm mnnvl two-shot",
        () if mode.contains("TRTLLM") => "trtllm",
        () if who.starts_with("sglang") && version >= [0, 5, 11] => "sglang 0.5.11",
        () if who.starts_with("sglang") => "sglang",
        () => "vllm",
    }
}
