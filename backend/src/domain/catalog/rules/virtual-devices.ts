/** Devices that are no hardware of their own, or are counted under another name; whole-text patterns. */
export const virtualDisks = '(dm-|loop|ram|sr|md|zram).*';
export const virtualNetworks = 'lo|(veth|docker|br-|cni|flannel|cali|virbr|tap|tun|kube).*';
export const virtualFileSystems = 'tmpfs|ramfs|overlay|squashfs|iso9660|devtmpfs|fuse.*|nsfs';
/** A partition is counted again with its disk. */
export const diskPartitions = '.*[0-9]p[0-9]+|[shv]d[a-z]+[0-9]+';
