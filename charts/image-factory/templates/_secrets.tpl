{{- define "image-factory.secret" -}}
{{- default (include "image-factory.fullname" .) .Values.auth.existingSecret -}}
{{- end -}}

{{/* Takes (list context key given). Precedence: the given value, the value in the existing Secret, a random value. */}}
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

{{/* Changes with the secrets in the values, so that pods restart; independent of generated secrets. */}}
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
