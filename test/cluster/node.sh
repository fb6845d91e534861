#!/usr/bin/env bash
# Runs a Kubernetes of one node, and a registry at 172.31.99.1:5000, until it is killed.
#
# Usage, in network, mount and pid namespaces of its own: node.sh FOLDER docker|containerd
# FOLDER gets the data, the logs, and the kubeconfig. The binaries of Kubernetes are on the PATH.
set -euo pipefail

folder=$1 runtime=$2
here=$(cd "$(dirname "$0")" && pwd)
address=172.31.99.1
registry=$address:5000
pause=$registry/base:1
cd "$folder"

# Containers need mounts of the node that appear later; the runtimes use their usual paths, which are this node's own.
mount --make-rshared /
mount -t tmpfs none /run
mkdir -p /run/lock /run/netns /run/containerd
for engine in docker containerd; do
  mkdir -p "/var/lib/$engine" "$engine"
  mount --bind "$engine" "/var/lib/$engine"
done
for settings in cni containerd docker; do
  mkdir -p "/etc/$settings"
  mount -t tmpfs none "/etc/$settings"
done

# A bridge with the node's address; nothing leaves the namespace.
ip link set lo up
ip link add node0 type bridge
ip address add "$address/24" dev node0
ip link set node0 up
ip route add default dev node0
echo 1 > /proc/sys/net/ipv4/ip_forward
mkdir -p /etc/cni/net.d
cat > /etc/cni/net.d/10-pods.conflist <<JSON
{
  "cniVersion": "0.3.1",
  "name": "pods",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true,
      "ipam": {
        "type": "host-local", "ranges": [[{ "subnet": "10.244.0.0/24" }]], "routes": [{ "dst": "0.0.0.0/0" }]
      }
    },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
JSON

# Certificates and the administrator's token.
openssl genrsa -out accounts.key 2048 2> /dev/null
openssl rsa -in accounts.key -pubout -out accounts.pub 2> /dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout api.key -out api.crt -subj /CN=kube-apiserver \
  -addext "subjectAltName=IP:127.0.0.1,IP:$address,IP:10.96.0.1,DNS:kubernetes.default.svc" 2> /dev/null
echo 'administrator,administrator,administrator,system:masters' > tokens
cat > kubeconfig <<YAML
apiVersion: v1
kind: Config
clusters: [{ name: node, cluster: { server: 'https://$address:6443', certificate-authority: $folder/api.crt } }]
users: [{ name: administrator, user: { token: administrator } }]
contexts: [{ name: node, context: { cluster: node, user: administrator } }]
current-context: node
YAML
export KUBECONFIG=$folder/kubeconfig

# Runs a program in the background; its output goes to a file of its own name.
begin() {
  "$@" > "$folder/$1.log" 2>&1 &
}

# Waits for a command to succeed.
await() {
  for _ in $(seq 600); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.2
  done
  echo "no success within two minutes: $*" >&2
  exit 1
}

cat > registry.yml <<YAML
version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: $folder/registry }, delete: { enabled: true } }
http: { addr: '$registry' }
YAML
begin docker-registry serve registry.yml
begin etcd --data-dir "$folder/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
  --initial-cluster default=http://127.0.0.1:2380
begin kube-apiserver --etcd-servers http://127.0.0.1:2379 --advertise-address "$address" --secure-port 6443 \
  --tls-cert-file api.crt --tls-private-key-file api.key --token-auth-file tokens --authorization-mode RBAC \
  --service-cluster-ip-range 10.96.0.0/16 --service-account-issuer https://kubernetes.default.svc \
  --service-account-signing-key-file accounts.key --service-account-key-file accounts.pub --allow-privileged \
  --kubelet-preferred-address-types InternalIP
await kubectl get --raw /readyz
begin kube-controller-manager --kubeconfig kubeconfig --service-account-private-key-file accounts.key --root-ca-file api.crt \
  --use-service-account-credentials --cluster-cidr 10.244.0.0/16 --leader-elect=false
begin kube-scheduler --kubeconfig kubeconfig --leader-elect=false

# The image of the pause containers must be in the registry before the first pod.
await skopeo copy --dest-tls-verify=false "oci-archive:$folder/base.tar" "docker://$pause"

case $runtime in
  docker)
    begin dockerd --add-runtime "lenient=$here/runc-lenient" --default-runtime lenient --bridge none --iptables=false \
      --insecure-registry "$registry"
    await docker version
    options=(--container-runtime docker --network-plugin cni --pod-infra-container-image "$pause")
    ;;
  containerd)
    mkdir -p "/etc/containerd/certs.d/$registry"
    cat > "/etc/containerd/certs.d/$registry/hosts.toml" <<TOML
server = "http://$registry"
[host."http://$registry"]
capabilities = ["pull", "resolve", "push"]
TOML
    cat > /etc/containerd/config.toml <<TOML
version = 2
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "$pause"
restrict_oom_score_adj = true
disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
TOML
    begin containerd
    await ctr version
    options=(--container-runtime remote --container-runtime-endpoint unix:///run/containerd/containerd.sock)
    ;;
esac

cat > kubelet.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
address: $address
evictionHard: { nodefs.available: '1%', imagefs.available: '1%', memory.available: 50Mi }
imageGCHighThresholdPercent: 100
resolvConf: ''
YAML
begin kubelet --kubeconfig kubeconfig --config kubelet.yaml --root-dir "$folder/kubelet" --cert-dir "$folder/kubelet-pki" \
  --hostname-override node --node-ip "$address" --cni-bin-dir /usr/lib/cni --cni-conf-dir /etc/cni/net.d "${options[@]}"
begin kube-proxy --kubeconfig kubeconfig --hostname-override node --cluster-cidr 10.244.0.0/16 --conntrack-max-per-core 0 \
  --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
wait
