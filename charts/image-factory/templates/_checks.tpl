{{/*
What the schema of the values cannot see, or would repeat although it is a secret. Each sentence names the value and what
to do.
*/}}
{{- define "image-factory.checks" -}}
{{- $shield := .Values.shield -}}
{{- $database := $shield.database -}}
{{- $external := or $database.url $database.existingSecret.name -}}
{{- if and .Values.auth.secretKey (lt (len .Values.auth.secretKey) 16) -}}
{{- fail "auth.secretKey is shorter than 16 characters: set a longer one, or none to have one made." -}}
{{- end -}}
{{- if and $database.url (not (regexMatch "^postgres(ql)?://." $database.url)) -}}
{{- fail "shield.database.url must begin with postgres:// or postgresql://." -}}
{{- end -}}
{{- if $shield.enabled -}}
{{- if and (include "image-factory.usesSqlite" .) (gt (int $shield.replicaCount) 1) -}}
{{- fail (printf "shield.replicaCount is %v, but several shields cannot share a SQLite file: set shield.database.type to postgresql with shield.database.url or shield.database.existingSecret.name, or shield.replicaCount to 1." $shield.replicaCount) -}}
{{- end -}}
{{- if and (include "image-factory.usesSqlite" .) $external -}}
{{- fail "shield.database names a PostgreSQL database, but its type is sqlite: set shield.database.type to postgresql." -}}
{{- end -}}
{{- if and (not (include "image-factory.usesSqlite" .)) (not $external) -}}
{{- fail "shield.database.type is postgresql: set shield.database.url, or shield.database.existingSecret.name to a Secret that holds it." -}}
{{- end -}}
{{- else if and .Values.agent.enabled (not .Values.agent.shieldAddress) -}}
{{- fail "shield.enabled is false: set agent.shieldAddress to the shield that the agents belong to." -}}
{{- end -}}
{{- if and $shield.enabled .Values.networkPolicy.enabled .Values.networkPolicy.from (not .Values.networkPolicy.nodeCidrs) -}}
{{- fail "networkPolicy.from leaves out the agents, which call from the network of their nodes: set networkPolicy.nodeCidrs to the networks of the nodes." -}}
{{- end -}}
{{- end -}}
