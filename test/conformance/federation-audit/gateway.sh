exec node "$(dirname "$0")/gateway.ts" "http://127.0.0.1:$AUDIT_PORT/$1/supergraph" "$AUDIT_GATEWAY_PORT"
