#!/usr/bin/env bash
# Builds Kubernetes 1.20.2 from Debian's source package, the last one with the whole of it: some 20 minutes on two processors.
#
# Usage: build-kubernetes.sh FOLDER
# FOLDER gets kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy and kubectl.
set -euo pipefail

version=1.20.2
suite=bookworm
target=$(mkdir -p "$1" && cd "$1" && pwd)
programs="kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl"

work=$(mktemp -d /var/tmp/kubernetes-build-XXXXXX)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"

# The source package comes from the site of this machine's apt, without a change to its own lists.
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
mkdir -p lists/partial cache/archives/partial
echo "deb-src [trusted=yes] $site $suite main" > sources.list
apt="apt-get -qq -o Dir::State::Lists=$work/lists -o Dir::Etc::SourceList=$work/sources.list -o Dir::Etc::SourceParts=/dev/null -o Dir::Cache=$work/cache"
$apt update
$apt source --download-only kubernetes

# Go's older mode of a single tree: the package's list of modules does not match its vendor folder.
tree=$work/go/src/k8s.io/kubernetes
mkdir -p "$tree"
tar --extract --gzip --file kubernetes_*.orig.tar.gz --directory "$tree" --strip-components 1
export GO111MODULE=off GOPATH=$work/go GOCACHE=$work/cache/go CGO_ENABLED=0 GOFLAGS=
cd "$tree"

# The description of the API is generated code, which the package leaves out.
api=pkg/generated/openapi
described=$(grep --recursive --files-with-matches --include='*.go' '+k8s:openapi-gen=' pkg cmd staging/src/k8s.io vendor/k8s.io |
  grep --invert-match --extended-regexp '_test|/testdata/|examples|code-generator|sample-|kube-openapi/test' |
  xargs --max-args=1 dirname | sort --unique |
  sed --expression 's#^staging/src/#k8s.io/kubernetes/vendor/#' --expression 's#^\(pkg\|cmd\|vendor\)/#k8s.io/kubernetes/\1/#' |
  sort --unique | paste --serial --delimiters=,)
go build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
touch "$work/header"
"$work/openapi-gen" --input-dirs "$described" --output-package "k8s.io/kubernetes/$api" --output-base "$work/generated" \
  --output-file-base zz_generated.openapi --go-header-file "$work/header" --report-filename "$work/report"
cp "$work/generated/k8s.io/kubernetes/$api/zz_generated.openapi.go" "$api/"

# Helm compares the version of the server with the chart's kubeVersion.
flags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  for value in gitMajor=1 gitMinor=20 "gitVersion=v$version"; do
    flags="$flags -X k8s.io/kubernetes/vendor/$package.$value"
  done
done
for program in $programs; do
  go build -ldflags "$flags" -o "$work/built/" "./cmd/$program"
done
mv "$work"/built/* "$target/"
