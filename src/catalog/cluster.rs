//! Networks of clusters: what a node has, and of what switches the network is built.

use super::quantity::Quantity;
use super::section::{numbers, section};

section! {
    /// One network between the nodes of a cluster.
    pub struct Fabric {
        /// Ports of one node.
        ports: number(Count),
        /// Rate of a port in one direction.
        rate: number(BitsPerSecond),
        /// Switches in words.
        switch: text,
        /// Ports of a switch, at the rate of a port.
        radix: number(Count),
        /// Copies of the network, to each of which every endpoint has a link.
        planes: number(Count),
        /// Links that one cable carries.
        links_per_cable: number(Count),
        /// Levels of switches; the fewest that hold the endpoints where none is given.
        levels: number(Count),
        /// Layers of links that are optical.
        optical_layers: number(Count),
        /// Rate of an optical module in one direction.
        module_rate: number(BitsPerSecond),
        /// Power of a switch without its modules.
        switch_power: number(Watts),
        /// Power of an optical module.
        module_power: number(Watts),
    }
}

section! {
    /// The scale-up network: of switch chips in one or two tiers, or a torus.
    pub struct Domain {
        /// Links of one chip to switches.
        links: number(Count),
        /// Rate of such a link in one direction.
        rate: number(BitsPerSecond),
        /// First-tier switches of a node, where there are two tiers.
        node_switches: number(Count),
        /// Up-links of a first-tier switch.
        uplinks: number(Count),
        /// Planes of the second tier.
        planes: number(Count),
        /// Ports of a switch of the only or second tier.
        radix: number(Count),
        /// Layers of links that are optical.
        optical_layers: number_or_none(Count),
        /// Rate of an optical module in one direction.
        module_rate: number(BitsPerSecond),
        /// Power of a switch chip.
        switch_power: number(Watts),
        /// Power of an optical module.
        module_power: number(Watts),
        /// Chips along each dimension of a torus.
        x: number(Count),
        /// Chips along the second dimension.
        y: number(Count),
        /// Chips along the third dimension.
        z: number(Count),
        /// Rate of a link along x in one direction.
        rate_x: number(BytesPerSecond),
        /// Rate of a link along y in one direction.
        rate_y: number(BytesPerSecond),
        /// Rate of a link along z in one direction.
        rate_z: number(BytesPerSecond),
    }
}

section! {
    /// A design of cluster networks, for any number of its units.
    pub struct Cluster (
        /// Short kebab-case name: `dgx-h100-superpod`.
        id
    ) {
        /// Full name.
        name: text,
        /// Other names the design answers to.
        aliases: names,
        /// What to know before using the numbers.
        notes: text,
        /// Id of its chip.
        chip: text,
        /// Chips of one node.
        node_chips: number(Count),
        /// Nodes of one unit, by which the cluster grows.
        unit_nodes: number(Count),
        /// Places of the whole cluster that hold no node.
        reserved_nodes: number_or_none(Count),
        /// Ports that management takes in place of the reserved nodes.
        management_ports: number_or_none(Count),
        /// Network of the chips between nodes or domains.
        compute: table(Fabric),
        /// Network to the storage.
        storage: table(Fabric),
        /// Network within one domain.
        scaleup: table(Domain),
    }
}

impl Cluster {
    /// Full name, or the id where none is given.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Every number known about the design under its dotted name.
    pub fn numeric_fields(&self) -> impl Iterator<Item = (String, &Quantity)> {
        numbers(self).into_iter()
    }
}
