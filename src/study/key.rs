//! The names a study may give: catalogue entries, formats, slots and peaks.

use crate::model::Kernel;

/// What a key of a study stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A chip of the catalogue.
    Chip,
    /// A model of the catalogue, or a `config.json`.
    Model,
    /// The precision of computing, weights and activations.
    Precision,
    /// The precision of the weights alone.
    WeightPrecision,
    /// The precision of the key-value cache alone.
    KvPrecision,
    /// A slot of the kernel, by its position.
    Slot(usize),
    /// A peak that several slots make up.
    Peak(Peak),
}

/// A peak rate of the chip, given as a whole or scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peak {
    /// Matrix peak at the study's precision (TFLOP/s).
    Matrix,
    /// Vector peak (TFLOP/s).
    Vector,
    /// Memory bandwidth (TB/s).
    Memory,
    /// Scale-up bandwidth of a chip in each direction (GB/s).
    Scaleup,
}

impl Peak {
    /// All peaks.
    pub const ALL: [Self; 4] = [Self::Matrix, Self::Vector, Self::Memory, Self::Scaleup];

    /// The name in a study, and the unit of its values.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Matrix => ("chip.matrix_peak", "TFLOP/s"),
            Self::Vector => ("chip.vector_peak", "TFLOP/s"),
            Self::Memory => ("chip.hbm_bandwidth", "TB/s"),
            Self::Scaleup => ("chip.scaleup_bandwidth", "GB/s"),
        }
    }

    /// The slot that scales it.
    pub fn factor(self) -> &'static str {
        match self {
            Self::Matrix => "chip.matrix_factor",
            Self::Vector => "chip.vector_factor",
            Self::Memory => "chip.memory_factor",
            Self::Scaleup => "chip.scaleup_factor",
        }
    }
}

/// Other spellings of slots and peaks: the catalogue's own field names and common terms.
const SYNONYMS: &[(&str, &str)] = &[
    ("chip.memory_bandwidth", "chip.hbm_bandwidth"),
    ("chip.memory.bandwidth", "chip.hbm_bandwidth"),
    ("chip.flops", "chip.matrix_peak"),
    ("chip.matrix_tflops", "chip.matrix_peak"),
    ("chip.vector_tflops", "chip.vector_peak"),
    ("chip.compute.units", "chip.units"),
    ("chip.compute.clock_tensor", "chip.clock_ghz"),
    ("chip.compute.clock_boost", "chip.vector_clock_ghz"),
    ("chip.memory.bus", "chip.memory_bus_bits"),
    ("chip.memory.rate", "chip.memory_rate_gbit"),
    ("chip.memory.capacity", "chip.memory_capacity_gb"),
    ("chip.memory_gb", "chip.memory_capacity_gb"),
    ("chip.memory.l2", "chip.l2_mb"),
    ("chip.link.links", "chip.scaleup_links"),
    ("chip.link.domain", "chip.scaleup_domain"),
    ("chip.nvlink_domain", "chip.scaleup_domain"),
    ("chip.hop_us", "custom_constant.hop_us"),
    ("chip.matrix_efficiency", "matmul.matrix_efficiency"),
    ("chip.step_kcycles", "matmul.step_kcycles"),
    ("chip.wave_share", "matmul.wave_share"),
    ("batch_size", "run.batch"),
    ("isl", "run.prompt"),
    ("osl", "run.output"),
    ("tensor_parallel", "run.tp"),
];

/// Slots whose numbers have names: the position of a name is the number it stands for.
const CHOICES: &[(&str, &[&str])] = &[("array.dataflow", &["os", "ws", "is"])];

/// Slots that the peaks stand for; a study scales the peak instead.
const FACTORS: [&str; 4] =
    ["chip.matrix_factor", "chip.vector_factor", "chip.memory_factor", "chip.scaleup_factor"];

impl Key {
    /// The key of a name; a slot's prefix (`chip.`, `run.`) may be left out.
    pub fn find(kernel: Kernel, name: &str) -> Option<Self> {
        let words = [
            ("chip", Self::Chip),
            ("model", Self::Model),
            ("precision", Self::Precision),
            ("weight_precision", Self::WeightPrecision),
            ("kv_precision", Self::KvPrecision),
        ];
        if let Some((_, key)) = words.into_iter().find(|(w, _)| *w == name) {
            let wanted = match kernel {
                Kernel::Llm => true,
                Kernel::Attention => !matches!(key, Self::Model | Self::WeightPrecision),
                Kernel::Gemm | Kernel::Moe => !matches!(key, Self::Model | Self::KvPrecision),
                Kernel::Collective => matches!(key, Self::Chip | Self::Precision),
                Kernel::Systolic => key == Self::Chip,
                Kernel::Mla => key != Self::Model,
            };
            return wanted.then_some(key);
        }
        let same =
            |full: &str| full == name || full.split_once('.').is_some_and(|(_, bare)| bare == name);
        let name = SYNONYMS.iter().find(|(s, _)| same(s)).map_or(name, |(_, full)| full);
        let same =
            |full: &str| full == name || full.split_once('.').is_some_and(|(_, bare)| bare == name);
        let has = |slot: &str| kernel.slots().iter().any(|s| s.name == slot);
        if let Some(peak) = Peak::ALL.into_iter().find(|p| same(p.name().0) && has(p.factor())) {
            return Some(Self::Peak(peak));
        }
        let slot = kernel.slots().iter().position(|s| same(s.name))?;
        (!FACTORS.contains(&kernel.slots()[slot].name)).then_some(Self::Slot(slot))
    }

    /// Every name that can be given, for suggestions.
    pub fn names(kernel: Kernel) -> Vec<&'static str> {
        let mut names = vec!["chip", "precision", "weight_precision", "model", "kv_precision"];
        names.extend(Peak::ALL.map(|p| p.name().0));
        names.retain(|name| Self::find(kernel, name).is_some());
        for slot in kernel.slots().iter().map(|s| s.name).filter(|s| !FACTORS.contains(s)) {
            names.push(match slot.split_once('.') {
                Some((
                    "run" | "gemm" | "attention" | "mla" | "conv" | "array" | "moe" | "collective",
                    bare,
                )) => bare,
                _ => slot,
            });
        }
        names
    }

    /// Whether its values are names rather than numbers.
    pub fn takes_names(self) -> bool {
        !matches!(self, Self::Slot(_) | Self::Peak(_))
    }

    /// The names its numbers have, if they have any; the position of a name is its number.
    pub fn choices(self, kernel: Kernel) -> Option<&'static [&'static str]> {
        let Self::Slot(i) = self else { return None };
        let slot = kernel.slots()[i].name;
        CHOICES.iter().find(|(name, _)| *name == slot).map(|(_, choices)| *choices)
    }

    /// The unit of its values, empty for names and counts.
    pub fn unit(self, kernel: Kernel) -> &'static str {
        match self {
            Self::Slot(i) => match kernel.slots()[i].unit_text {
                "1" => "",
                unit => unit,
            },
            Self::Peak(p) => p.name().1,
            _ => "",
        }
    }

    /// Whether its values are whole numbers.
    pub fn is_whole(self, kernel: Kernel) -> bool {
        const WHOLE: &[&str] = &[
            "chip.units",
            "chip.memory_bus_bits",
            "chip.scaleup_links",
            "chip.scaleup_domain",
            "array.rows",
            "array.cols",
            "array.arrays",
            "array.dataflow",
            "array.overlap",
            "array.quirks",
        ];
        match self {
            Self::Slot(i) => {
                let name = kernel.slots()[i].name;
                const REAL: &[&str] = &["gemm.sustained", "moe.spread", "moe.alpha"];
                let counts = ["run.", "gemm.", "attention.", "mla.", "conv.", "model.", "moe."]
                    .iter()
                    .any(|p| name.starts_with(p));
                (counts && !REAL.contains(&name)) || WHOLE.contains(&name)
            }
            _ => false,
        }
    }

    /// The largest multiple of a catalogue value that makes sense.
    pub const LARGEST_FACTOR: f64 = 1e8;

    /// The largest value that makes sense: beyond it there is a slip of unit or finger.
    pub fn largest(self, kernel: Kernel) -> f64 {
        /// Counts are 32-bit integers on a GPU, products of two of them f32.
        const COUNT: f64 = (1u64 << 31) as f64 - 1.0;
        /// A thousand times the best chip of the catalogue, in any unit.
        const RATE: f64 = 1e8;
        /// Of what there is, nobody gets more than all.
        const SHARES: &[&str] = &[
            "chip.memory_efficiency",
            "matmul.matrix_efficiency",
            "matmul.memory_efficiency",
            "matmul.wave_share",
            "gemm.sustained",
            "gemm.quantise",
            "moe_constant.wave_share",
        ];
        if matches!(self, Self::Slot(i) if SHARES.contains(&kernel.slots()[i].name)) {
            return 1.0;
        }
        /// Either it is so or it is not.
        const SWITCHES: &[&str] = &["array.overlap", "array.quirks"];
        if matches!(self, Self::Slot(i) if SWITCHES.contains(&kernel.slots()[i].name)) {
            return 1.0;
        }
        if let Some(choices) = self.choices(kernel) {
            return (choices.len() - 1) as f64;
        }
        if self.is_whole(kernel) { COUNT } else { RATE }
    }
}
