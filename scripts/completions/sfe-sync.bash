# bash completion for sfe-sync
_sfe_sync() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    case $before in
        --home) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
        --replay) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -W '--home --check --dry-run --replay --only --verbose --quiet --help --version' -- "$word") ;;
    esac
}
complete -o filenames -F _sfe_sync sfe-sync
