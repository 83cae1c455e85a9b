complete -c sfe-sync -f
complete -c sfe-sync -l home -d 'The home folder' -xa '(__fish_complete_directories)'
complete -c sfe-sync -l check -d 'Ask both servers whether a run would work'
complete -c sfe-sync -l dry-run -d 'Do everything but the push'
complete -c sfe-sync -l replay -d 'Start from a saved extract' -rF
complete -c sfe-sync -l only -d 'Send just these people' -x
complete -c sfe-sync -s v -l verbose -d 'Also show the log'
complete -c sfe-sync -s q -l quiet -d 'Show only failures'
complete -c sfe-sync -s h -l help -d 'Print help'
complete -c sfe-sync -s V -l version -d 'Print version'
