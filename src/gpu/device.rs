//! An open GPU, and what can go wrong with it.

use std::sync::{Arc, Mutex};

use super::adapter::{AdapterChoice, AdapterInfo, enumerate};

/// Why a GPU did not give an answer. The CPU executor always can.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GpuError {
    /// There is no adapter of the wanted kind.
    #[error(
        "no {wanted} adapter found ({found}); install a Vulkan, Metal or DirectX 12 driver, or run on the CPU"
    )]
    NoAdapter {
        /// What was looked for.
        wanted: AdapterChoice,
        /// What was found instead.
        found: String,
    },
    /// The adapter refused to be opened.
    #[error("the adapter {adapter} could not be opened: {reason}")]
    Open {
        /// The adapter's name.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The device was lost: reset, unplugged, or a dispatch took too long.
    #[error("the GPU was lost: {0}; the range can be evaluated again on the CPU")]
    Lost(String),
    /// A buffer did not fit.
    #[error("the GPU is out of memory: {0}; close other programs or run on the CPU")]
    OutOfMemory(String),
    /// A generated kernel was rejected: a defect of this program.
    #[error("the kernel was rejected, please report this: {0}")]
    Shader(String),
    /// The problem exceeds a limit of the adapter.
    #[error("{what} needs {needed}, but the adapter allows {limit}; run on the CPU")]
    Limit {
        /// What is too large.
        what: &'static str,
        /// How much is needed.
        needed: u64,
        /// How much there is.
        limit: u64,
    },
    /// A number of the equations is too large for 32-bit floats.
    #[error("the value {0:e} is out of the range of 32-bit floats; run on the CPU")]
    Range(f64),
    /// The adapter lacks an optional feature that was asked for.
    #[error("the adapter has no {0}")]
    Missing(&'static str),
}

/// An open GPU. Clones share it.
#[derive(Debug, Clone)]
pub struct Device {
    /// What it is.
    pub info: AdapterInfo,
    choice: AdapterChoice,
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    trouble: Arc<Mutex<Option<GpuError>>>,
}

impl Device {
    /// Opens the first adapter that `choice` allows.
    ///
    /// # Errors
    /// If there is none, or its driver refuses.
    pub fn open(choice: AdapterChoice) -> Result<Self, GpuError> {
        let adapters = enumerate();
        let allowed = |a: &&wgpu::Adapter| {
            let info = a.get_info();
            match &choice {
                AdapterChoice::Any => true,
                AdapterChoice::Hardware => info.device_type != wgpu::DeviceType::Cpu,
                AdapterChoice::Software => info.device_type == wgpu::DeviceType::Cpu,
                AdapterChoice::Named(name) => {
                    info.name.to_lowercase().contains(&name.to_lowercase())
                }
            }
        };
        let Some(adapter) = adapters.iter().find(allowed) else {
            let names: Vec<String> = adapters.iter().map(|a| a.get_info().name).collect();
            let found = if names.is_empty() { "none at all".to_owned() } else { names.join(", ") };
            return Err(GpuError::NoAdapter { wanted: choice, found });
        };
        let info = AdapterInfo::of(adapter);
        let features = adapter.features() & wgpu::Features::SHADER_F64;
        let request = wgpu::DeviceDescriptor {
            label: Some("roofscape"),
            required_features: features,
            // The defaults allow 128 MiB, whatever the adapter has.
            required_limits: adapter.limits(),
            ..Default::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&request))
            .map_err(|e| GpuError::Open { adapter: info.name.clone(), reason: e.to_string() })?;
        let trouble = Arc::new(Mutex::new(None));
        let note = |slot: &Mutex<Option<GpuError>>, error: GpuError| {
            let mut slot = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            // Whatever is asked of a lost device is an error too: the loss is the cause.
            if slot.is_none() || matches!(error, GpuError::Lost(_)) {
                *slot = Some(error);
            }
        };
        let slot = trouble.clone();
        device.set_device_lost_callback(move |reason, message| {
            note(&slot, GpuError::Lost(format!("{reason:?}: {message}")));
        });
        let slot = trouble.clone();
        device.on_uncaptured_error(Arc::new(move |error| {
            let error = match error {
                wgpu::Error::OutOfMemory { source } => GpuError::OutOfMemory(source.to_string()),
                wgpu::Error::Validation { description, .. }
                | wgpu::Error::Internal { description, .. } => GpuError::Shader(description),
            };
            note(&slot, error);
        }));
        Ok(Self { info, choice, device, queue, trouble })
    }

    /// Opens the same choice again, after a loss.
    pub(super) fn reopen(&self) -> Result<Self, GpuError> {
        Self::open(self.choice.clone())
    }

    /// What went wrong since the device was opened, if anything.
    pub(super) fn check(&self) -> Result<(), GpuError> {
        let trouble = self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        trouble.clone().map_or(Ok(()), Err)
    }

    /// Compiles the entry point of a kernel.
    pub(super) fn pipeline(
        &self,
        text: &str,
        entry: &str,
    ) -> Result<wgpu::ComputePipeline, GpuError> {
        let descriptor = || wgpu::ShaderModuleDescriptor {
            label: Some(entry),
            source: wgpu::ShaderSource::Wgsl(text.into()),
        };
        let scope = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let module = if cfg!(debug_assertions) {
            self.device.create_shader_module(descriptor())
        } else {
            let checks = wgpu::ShaderRuntimeChecks {
                force_loop_bounding: false,
                int_div_checks: false,
                ..wgpu::ShaderRuntimeChecks::checked()
            };
            // SAFETY: every loop of the harness counts up to a constant or to a number of the
            // job, and every divisor is the length of an axis or at least one. Bounds checks
            // stay on.
            unsafe { self.device.create_shader_module_trusted(descriptor(), checks) }
        };
        let pipeline = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(entry),
            layout: None,
            module: &module,
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions {
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        });
        match pollster::block_on(scope.pop()) {
            Some(error) => Err(GpuError::Shader(error.to_string())),
            None => self.check().map(|()| pipeline),
        }
    }

    /// A buffer; errors show at the next [`Device::check`].
    pub(super) fn buffer(
        &self,
        label: &str,
        bytes: u64,
        usage: wgpu::BufferUsages,
    ) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes.max(16).next_multiple_of(16),
            usage,
            mapped_at_creation: false,
        })
    }

    /// Checks that a buffer of this size can be bound.
    pub(super) fn check_binding(&self, what: &'static str, bytes: u64) -> Result<(), GpuError> {
        let limit = self.info.binding_bytes.min(self.info.buffer_bytes);
        if bytes <= limit {
            return Ok(());
        }
        Err(GpuError::Limit { what, needed: bytes, limit })
    }

    /// Workgroups of a dispatch, in two dimensions because one holds 65 535.
    pub(super) fn workgroups(&self, count: u32) -> (u32, u32) {
        let most = self.device.limits().max_compute_workgroups_per_dimension;
        let rows = count.div_ceil(most).max(1);
        (count.div_ceil(rows).max(1), rows)
    }

    /// Waits for a submission and reads the start of a buffer that it filled.
    pub(super) fn read(
        &self,
        staging: &wgpu::Buffer,
        bytes: u64,
        submission: wgpu::SubmissionIndex,
    ) -> Result<Vec<u8>, GpuError> {
        let slice = staging.slice(..bytes);
        slice.map_async(wgpu::MapMode::Read, |_| {});
        let waited = self.device.poll(wgpu::PollType::Wait {
            submission_index: Some(submission),
            timeout: Some(PATIENCE),
        });
        self.check()?;
        if let Err(error) = waited {
            return Err(GpuError::Lost(error.to_string()));
        }
        let data = match slice.get_mapped_range() {
            Ok(view) => view.to_vec(),
            Err(error) => return Err(GpuError::Lost(error.to_string())),
        };
        staging.unmap();
        Ok(data)
    }
}

/// A dispatch that takes longer is given up: they are sized to take a fraction of a second.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
