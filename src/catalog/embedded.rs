//! The catalogue files that are part of the program.

macro_rules! files {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../", $file)))),*]
    };
}

/// Name and text of each file, in the order of listings.
pub(super) static FILES: [(&str, &str); 31] = files![
    "catalog/chips/nvidia.toml",
    "catalog/chips/nvidia-datacentre.toml",
    "catalog/chips/nvidia-workstation.toml",
    "catalog/chips/nvidia-geforce.toml",
    "catalog/chips/nvidia-jetson.toml",
    "catalog/chips/amd.toml",
    "catalog/chips/amd-radeon-pro.toml",
    "catalog/chips/amd-radeon.toml",
    "catalog/chips/google.toml",
    "catalog/chips/aws.toml",
    "catalog/chips/meta.toml",
    "catalog/chips/intel.toml",
    "catalog/chips/cerebras.toml",
    "catalog/chips/tesla.toml",
    "catalog/chips/startups.toml",
    "catalog/chips/cloud.toml",
    "catalog/chips/huawei.toml",
    "catalog/chips/cambricon.toml",
    "catalog/chips/enflame.toml",
    "catalog/chips/kunlunxin.toml",
    "catalog/chips/biren.toml",
    "catalog/chips/metax.toml",
    "catalog/chips/iluvatar.toml",
    "catalog/chips/moore-threads.toml",
    "catalog/chips/hygon.toml",
    "catalog/chips/jingjia-innosilicon.toml",
    "catalog/chips/mobile.toml",
    "catalog/chips/edge.toml",
    "catalog/links.toml",
    "catalog/systems.toml",
    "catalog/clusters.toml",
];
