{{/*
Takes (list direct profiles). Runs as root, because root owns the Docker socket. A direct commit reads files of any owner
(DAC_READ_SEARCH), overlayfs attributes (SYS_ADMIN) and the memory maps of a container's processes (SYS_PTRACE, which the
default AppArmor profile of a pod would still deny).
*/}}
{{- define "image-factory.agentSecurity" -}}
{{- $direct := index . 0 -}}
runAsUser: 0
readOnlyRootFilesystem: true
seccompProfile:
  type: RuntimeDefault
capabilities:
  drop:
    - ALL
  {{- if $direct }}
  add:
    - DAC_READ_SEARCH
    - SYS_ADMIN
    - SYS_PTRACE
  {{- end }}
{{- if and $direct (index . 1) }}
appArmorProfile:
  type: Unconfined
{{- end }}
{{- /* Kubernetes rejects false in combination with SYS_ADMIN. */}}
allowPrivilegeEscalation: {{ if $direct }}true{{ else }}false{{ end }}
{{- end -}}
