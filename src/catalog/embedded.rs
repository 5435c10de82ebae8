//! The catalogue files that are part of the program.

macro_rules! files {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../", $file)))),*]
    };
}

/// Name and text of each file, in the order of listings.
pub(super) static FILES: [(&str, &str); 22] = files![
    "catalog/chips/nvidia.toml",
    "catalog/chips/amd.toml",
    "catalog/chips/google.toml",
    "catalog/chips/aws.toml",
    "catalog/chips/meta.toml",
    "catalog/chips/intel.toml",
    "catalog/chips/cerebras.toml",
    "catalog/chips/tesla.toml",
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
    "catalog/links.toml",
    "catalog/systems.toml",
    "catalog/clusters.toml",
];
