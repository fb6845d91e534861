{{- define "image-factory.secret" -}}
{{- default (include "image-factory.fullname" .) .Values.auth.existingSecret -}}
{{- end -}}

{{/* Takes (list context key given): what is given, else what the Secret has already, else something made by chance. */}}
{{- define "image-factory.kept" -}}
{{- $context := index . 0 -}}
{{- $key := index . 1 -}}
{{- $secret := lookup "v1" "Secret" $context.Release.Namespace (include "image-factory.fullname" $context) | default dict -}}
{{- $known := index (get $secret "data" | default dict) $key -}}
{{- if index . 2 -}}
{{- index . 2 | b64enc -}}
{{- else if $known -}}
{{- $known -}}
{{- else -}}
{{- randAlphaNum 48 | b64enc -}}
{{- end -}}
{{- end -}}

{{/* Changes with what the values say of secrets, so that pods start again then; never with what was made by chance. */}}
{{- define "image-factory.secretsChecksum" -}}
{{- dict "auth" .Values.auth "database" .Values.shield.database | toJson | sha256sum -}}
{{- end -}}

{{/* Takes (list variable secret key). */}}
{{- define "image-factory.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 }}
{{- end -}}
