{{/*
Checks that the values schema cannot express, or whose messages would repeat a secret. Each message names the value and the
fix.
*/}}
{{- define "image-factory.checks" -}}
{{- include "image-factory.checkDefaults" . -}}
{{- include "image-factory.checkFirstChart" . -}}
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
{{- if and (include "image-factory.usesSqlite" .) (gt (include "image-factory.replicas" . | int) 1) -}}
{{- fail (printf "shield.replicaCount is %s, but several shields cannot share a SQLite file: set shield.database.type to postgresql with shield.database.url or shield.database.existingSecret.name, or shield.replicaCount to 1." (include "image-factory.replicas" .)) -}}
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
{{- if and $shield.enabled (not (regexMatch "^(/[0-9A-Za-z._~-]+)*$" (include "image-factory.basePath" .))) -}}
{{- fail (printf "ingress.path is the pattern %s: set shield.config.base_path to the path that clients see, such as /image-factory." .Values.ingress.path) -}}
{{- end -}}
{{- if and $shield.enabled .Values.networkPolicy.enabled .Values.networkPolicy.from (not .Values.networkPolicy.nodeCidrs) -}}
{{- fail "networkPolicy.from excludes the agents, which call from the network of their nodes: set networkPolicy.nodeCidrs to the networks of the nodes." -}}
{{- end -}}
{{- end -}}

{{/* `helm upgrade --reuse-values` keeps the defaults of the release's chart, so newer values are missing. */}}
{{- define "image-factory.checkDefaults" -}}
{{- $release := .Release.Name -}}
{{- $sections := dict "" .Values "agent." .Values.agent "shield." .Values.shield -}}
{{- $expected := dict "" (list "auth" "ingress" "networkPolicy" "metrics") "agent." (list "config" "runtime" "dockerLogin" "certificates" "state" "serviceAccount") "shield." (list "config" "database" "persistence" "serviceAccount" "podDisruptionBudget") -}}
{{- range $section, $keys := $expected -}}
{{- range $keys -}}
{{- if not (hasKey (get $sections $section) .) -}}
{{- fail (printf "The values have no %s%s: they are the defaults of another version of the chart, which --reuse-values keeps. Use --reset-then-reuse-values instead (Helm 3.14 or newer), or `helm get values %s --output yaml > values.yaml` and an upgrade with --reset-values --values values.yaml." $section . $release) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Values of the first chart that have another meaning here. */}}
{{- define "image-factory.checkFirstChart" -}}
{{- $context := . -}}
{{- if and (hasKey .Values.agent "replicaCount") (ne (int .Values.agent.replicaCount) 1) -}}
{{- fail (printf "agent.replicaCount is %v: the first chart read the number of shields there. Remove it, since every node has one agent, and set shield.replicaCount; more than one shield needs shield.database.type postgresql." .Values.agent.replicaCount) -}}
{{- end -}}
{{- range $part := list "shield" "agent" -}}
{{- $image := include "image-factory.image" (list $context $part) -}}
{{- if and (get $context.Values $part).enabled (regexMatch (printf "(^|/)openi/image-factory-%s:latest$" $part) $image) -}}
{{- fail (printf "%s.image.tag is latest, and %s is an image of the first implementation, which does not start in this chart. Push the images of version %s, then set shield.image.tag and agent.image.tag to the tag that they have, or to an empty text for %s." $part $image $context.Chart.AppVersion $context.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
{{- end -}}
