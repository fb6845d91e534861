{{/*
Takes (list direct profiles). Root, since the engine's socket is root's. A direct save reads everybody's files
(DAC_READ_SEARCH), overlayfs's attributes (SYS_ADMIN) and the memory maps of a container's processes (SYS_PTRACE, which
the usual AppArmor profile of a pod would still refuse).
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
{{- /* Kubernetes refuses false together with SYS_ADMIN. */}}
allowPrivilegeEscalation: {{ if $direct }}true{{ else }}false{{ end }}
{{- end -}}
