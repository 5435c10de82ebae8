//! Which GPUs there are.

use std::fmt;

/// Which adapter to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The fastest kind there is, software last.
    Any,
    /// A GPU proper.
    Hardware,
    /// A driver that computes on the CPU, such as Mesa's llvmpipe: for tests.
    Software,
    /// The first whose name contains this, whatever the case.
    Named(String),
}

impl fmt::Display for AdapterChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("GPU"),
            Self::Hardware => f.write_str("hardware GPU"),
            Self::Software => f.write_str("software GPU"),
            Self::Named(name) => write!(f, "GPU named \"{name}\""),
        }
    }
}

/// What is worth knowing of an adapter.
#[derive(Debug, Clone)]
pub struct AdapterInfo {
    /// Its name.
    pub name: String,
    /// Discrete, integrated, virtual, or software ("Cpu").
    pub kind: String,
    /// The programming interface it is reached through.
    pub backend: String,
    /// The driver and its version.
    pub driver: String,
    /// Whether it computes on the CPU.
    pub is_software: bool,
    /// Most bytes of one buffer bound to a kernel.
    pub binding_bytes: u64,
    /// Most bytes of a buffer.
    pub buffer_bytes: u64,
    /// Bytes of memory shared by a workgroup.
    pub workgroup_bytes: u32,
    /// Whether kernels may use f64.
    pub f64: bool,
    /// Whether kernels may use 64-bit integers.
    pub int64: bool,
    /// Whether kernels may use subgroup operations.
    pub subgroup: bool,
    /// Whether the device can time its own work.
    pub timestamp: bool,
}

impl AdapterInfo {
    pub(super) fn of(adapter: &wgpu::Adapter) -> Self {
        let (info, limits, features) = (adapter.get_info(), adapter.limits(), adapter.features());
        let driver = format!("{} {}", info.driver, info.driver_info);
        Self {
            name: info.name,
            kind: format!("{:?}", info.device_type),
            backend: info.backend.to_string(),
            driver: driver.trim().to_owned(),
            is_software: info.device_type == wgpu::DeviceType::Cpu,
            binding_bytes: limits.max_storage_buffer_binding_size,
            buffer_bytes: limits.max_buffer_size,
            workgroup_bytes: limits.max_compute_workgroup_storage_size,
            f64: features.contains(wgpu::Features::SHADER_F64),
            int64: features.contains(wgpu::Features::SHADER_INT64),
            subgroup: features.contains(wgpu::Features::SUBGROUP),
            timestamp: features.contains(wgpu::Features::TIMESTAMP_QUERY),
        }
    }
}

/// Part of the device's memory beyond which buffers are refused, in percent: a driver that is
/// truly full may end the process instead of reporting an error.
const MEMORY_BUDGET_PERCENT: u8 = 90;

pub(super) fn enumerate() -> Vec<wgpu::Adapter> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle_from_env();
    descriptor.memory_budget_thresholds.for_resource_creation = Some(MEMORY_BUDGET_PERCENT);
    let instance = wgpu::Instance::new(descriptor);
    let mut adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    adapters.retain(|a| {
        a.get_downlevel_capabilities().flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS)
    });
    adapters.sort_by_key(|a| match a.get_info().device_type {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu | wgpu::DeviceType::Other => 2,
        wgpu::DeviceType::Cpu => 3,
    });
    adapters
}

/// All adapters that can compute, the fastest kind first.
pub fn adapters() -> Vec<AdapterInfo> {
    enumerate().iter().map(AdapterInfo::of).collect()
}
