{{/* Where each distribution keeps containerd: its socket, its data, and its registry settings. */}}
{{- define "image-factory.containerdPaths" -}}
{{- $paths := dict
  "containerd" (dict "run" "/run/containerd" "root" "/var/lib/containerd" "registries" "/etc/containerd/certs.d")
  "k3s" (dict "run" "/run/k3s/containerd" "root" "/var/lib/rancher/k3s/agent/containerd" "registries" "/var/lib/rancher/k3s/agent/etc/containerd/certs.d")
  "rke2" (dict "run" "/run/k3s/containerd" "root" "/var/lib/rancher/rke2/agent/containerd" "registries" "/var/lib/rancher/rke2/agent/etc/containerd/certs.d")
  "k0s" (dict "run" "/run/k0s" "root" "/var/lib/k0s/containerd" "registries" "/etc/k0s/containerd.d/certs.d")
  "microk8s" (dict "run" "/var/snap/microk8s/common/run" "root" "/var/snap/microk8s/common/var/lib/containerd" "registries" "/var/snap/microk8s/current/args/certs.d")
-}}
{{- get $paths .Values.agent.runtime.distribution | toYaml -}}
{{- end -}}

{{- define "image-factory.usesContainerd" -}}
{{- if has .Values.agent.runtime.name (list "auto" "containerd") }}true{{ end -}}
{{- end -}}

{{/*
Host directories of the runtimes, as a list under "mounts". Sockets: the directory, because a restart of the runtime makes a
new socket. Data: at the same path, because the runtime names absolute paths; read-only, and with the mounts that the node
adds later. Control groups: writable, because the agent pauses containers of containerd through their freezer. A path that
agent.volumes mounts already is left out.
*/}}
{{- define "image-factory.runtimeMounts" -}}
{{- $direct := include "image-factory.savesDirectly" . -}}
{{- $paths := include "image-factory.containerdPaths" . | fromYaml -}}
{{- $mounts := list -}}
{{- if include "image-factory.usesContainerd" . -}}
{{- $mounts = concat $mounts (list
  (dict "name" "containerd-run" "path" $paths.run "readOnly" true)
  (dict "name" "containerd-registries" "path" $paths.registries "readOnly" true)) -}}
{{- if $direct -}}
{{- $mounts = concat $mounts (list
  (dict "name" "control-groups" "path" "/sys/fs/cgroup" "readOnly" false)
  (dict "name" "containerd-root" "path" $paths.root "readOnly" true)) -}}
{{- end -}}
{{- end -}}
{{- if or .Values.agent.runtime.docker (eq .Values.agent.runtime.name "docker") -}}
{{- $mounts = append $mounts (dict "name" "docker-run" "path" "/var/run" "readOnly" true) -}}
{{- if $direct -}}
{{- $mounts = append $mounts (dict "name" "docker-root" "path" .Values.agent.runtime.dockerRoot "readOnly" true) -}}
{{- end -}}
{{- end -}}
{{- if eq .Values.agent.runtime.name "podman" -}}
{{- $mounts = append $mounts (dict "name" "podman-run" "path" "/run/podman" "readOnly" true) -}}
{{- if $direct -}}
{{- $mounts = append $mounts (dict "name" "podman-root" "path" "/var/lib/containers/storage" "readOnly" true) -}}
{{- end -}}
{{- end -}}
{{- $taken := list -}}
{{- range .Values.agent.volumes -}}
{{- $taken = append $taken .mountPath -}}
{{- end -}}
mounts:
{{- range $mounts }}
{{- if not (has .path $taken) }}
  - {{ toJson . }}
{{- end }}
{{- end }}
{{- end -}}
