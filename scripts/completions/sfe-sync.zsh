#compdef sfe-sync
_arguments \
    '--home[the home folder]:folder:_files -/' \
    '(--dry-run --replay)--check[ask both servers whether a run would work]' \
    '(--check --replay)--dry-run[do everything but the push]' \
    '(--check --dry-run)--replay[start from a saved extract]:extract:_files' \
    '--only[send just these people]:access IDs:' \
    '(-v --verbose)'{-v,--verbose}'[also show the log]' \
    '(-q --quiet)'{-q,--quiet}'[show only failures]' \
    '(-h --help)'{-h,--help}'[print help]' \
    '(-V --version)'{-V,--version}'[print version]'
