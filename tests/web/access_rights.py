"""Who may use every route."""

import re

OUTSIDERS = {
    *("no credentials", "removed", "revoked link", "seat that does not exist", "other workshop's facilitator"),
    *("signed out", "deactivated", "password without code"),
}
ORGANISERS = {"organiser", "organiser of another programme"}
TEAM = {"notetaker", "facilitator"}
SEATS = {"participant"} | TEAM
# Of the programme.
MEMBERS = {"organiser", "analyst", "reviewer"}
ACCOUNTS = ORGANISERS | MEMBERS | {"analyst of another programme"}
# Who is let in.
LET_IN = {
    "everyone": OUTSIDERS | ACCOUNTS | SEATS,
    "a seat": SEATS,
    "the writer": {"participant"},
    "the writer of a comment": {"participant"},
    "the team": TEAM,
    # The team does not vote and raises no hand.
    "a participant": {"participant"},
    "a facilitator": {"facilitator"},
    "an organiser": ORGANISERS,
    "the organiser": {"organiser"},
    "an account": ACCOUNTS,
    "a member": MEMBERS,
    "an analyst": {"organiser", "analyst"},
    "no one, while the programme has an organiser": set(),
    "the programme's organiser": {"organiser"},
}
# An organiser may open every board, so what they see of one before that is not probed here.
OF_BOARDS = {"everyone", "a seat", "the writer", "the team", "a participant", "a facilitator"}
WHO = {
    "everyone": """
        GET /|POST /language|GET /j|GET /j/{code}|GET /w/{key}/join|POST /w/{key}/join
        GET /w/{key}/facilitate/{token}|POST /w/{key}/facilitate|GET /w/{key}/facilitate|GET /r|GET /i|GET /o
        GET /recover|POST /recover
        GET /reports/{key}|GET /reports/{key}/{number}|GET /reports/{key}/{number}/report.{format}
        GET /d/{secret}|POST /d/{secret}/comments
        GET /r/{code}|POST /w/{key}/rejoin|GET /o/{token}|POST /o|GET /i/{secret}|POST /i|GET /healthz|GET /readyz
        GET /metrics|GET /.well-known/security.txt|GET /s/{token}
        GET /sign-in|POST /sign-in|GET /sign-in/code|POST /sign-in/code|POST /sign-in/language|POST /sign-out
        GET /help|GET /help/{name}|GET /accessibility|GET /w/{key}/own.css|GET /w/{key}/people|GET /w/{key}/waiting
        GET /time
        GET /account/sign-ins/{session_id}/end|GET /account/sign-ins/end|GET /account/second-factor/codes/kept
        GET /account/second-factor/off|GET /organisers/{organiser_id}/second-factor-reset
        GET /organisers/{organiser_id}/password-link|GET /organisers/{organiser_id}/activation
        GET /organisers/{organiser_id}/deactivation|GET /organisers/links/{link_id}/end
        GET /organisers/second-factor|GET /organisers/invitations|GET /organisers/notice
    """,
    "a seat": """
        GET /w/{key}|GET /w/{key}/board|GET /w/{key}/news|POST /w/{key}/notes|GET /w/{key}/qr.svg
        GET /w/{key}/device|POST /w/{key}/device|GET /w/{key}/place
        GET /w/{key}/own-notes/erasure|POST /w/{key}/own-notes/erasure
        GET /w/{key}/departure|POST /w/{key}/departure|GET /w/{key}/asks|GET /w/{key}/asks/{ask_id}
        GET /w/{key}/notes/{note_id}/comments|POST /w/{key}/notes/{note_id}/comments
    """,
    "the writer": """
        GET /w/{key}/notes/{note_id}/edit|POST /w/{key}/notes/{note_id}|POST /w/{key}/notes/{note_id}/withdrawal
        POST /w/{key}/device/{device_id}/removal
    """,
    "a participant": """
        POST /w/{key}/hand|POST /w/{key}/ready|POST /w/{key}/notes/{note_id}/votes
        POST /w/{key}/asks/{ask_id}/answers|POST /w/{key}/asks/{ask_id}/group
    """,
    "the writer of a comment": """
        GET /w/{key}/comments/{comment_id}/edit|POST /w/{key}/comments/{comment_id}
        POST /w/{key}/comments/{comment_id}/withdrawal
    """,
    "a facilitator": """
        POST /w/{key}/comments/{comment_id}/hiding|POST /w/{key}/comments/{comment_id}/approval
        POST /w/{key}/votes/closure|POST /w/{key}/stacks/{note_id}|POST /w/{key}/stacks/{note_id}/name
        POST /w/{key}/selection/hiding|POST /w/{key}/selection/place
        POST /w/{key}/stacks/{note_id}/removal|POST /w/{key}/stacks/notes/{note_id}/removal
        POST /w/{key}/notes/{note_id}/hiding|POST /w/{key}/notes/{note_id}/place|GET /w/{key}/map|GET /w/{key}/tables
        POST /w/{key}/notes/{note_id}/codings|GET /w/{key}/handout|GET /w/{key}/share|GET /w/{key}/share/screen
        GET /w/{key}/next-steps
        GET /w/{key}/suggestions|GET /w/{key}/notes/{note_id}/erasure|POST /w/{key}/notes/{note_id}/erasure
        POST /w/{key}/seats/{seat_id}/erasure
        GET /w/{key}/participants|POST /w/{key}/joining/pause|POST /w/{key}/joining/admission
        GET /w/{key}/newcomers
        POST /w/{key}/seats/{seat_id}/removal|POST /w/{key}/seats/{seat_id}/return|POST /w/{key}/links
        POST /w/{key}/links/{link_id}/revocation|POST /w/{key}/code|POST /w/{key}/code/strangers
        POST /w/{key}/naming|POST /w/{key}/closure|GET /w/{key}/questions|POST /w/{key}/questions
        GET /w/{key}/records|GET /w/{key}/records/{name}.{format}
        GET /w/{key}/hidings|POST /w/{key}/hidings|POST /w/{key}/hidings/{first}/{count}/removal
        POST /w/{key}/phase|POST /w/{key}/phase/end|POST /w/{key}/timer|POST /w/{key}/timer/pause
        POST /w/{key}/timer/time|POST /w/{key}/timer/stop|POST /w/{key}/timer/freeze|POST /w/{key}/lock
        POST /w/{key}/columns/{column}/opening|GET /w/{key}/agenda|POST /w/{key}/agenda/phases
        POST /w/{key}/agenda/phases/{phase_id}|POST /w/{key}/agenda/phases/{phase_id}/position
        POST /w/{key}/agenda/phases/{phase_id}/removal|POST /w/{key}/agenda/default
        POST /w/{key}/approval|POST /w/{key}/columns/{column}/lock|POST /w/{key}/columns/{column}/veil
        POST /w/{key}/notes/{note_id}/approval|POST /w/{key}/seats/{seat_id}/muting
        POST /w/{key}/notes/{note_id}/spotlight|POST /w/{key}/bringing|POST /w/{key}/announcement
        POST /w/{key}/hands/lowering|GET /w/{key}/screen|POST /w/{key}/screen|GET /w/{key}/preview
        POST /w/{key}/recovery-code|POST /w/{key}/handover|POST /w/{key}/asks/{ask_id}/opening
        POST /w/{key}/asks/{ask_id}/results|POST /w/{key}/asks/{ask_id}/judgements
    """,
    "the team": """
        GET /w/{key}/paste|POST /w/{key}/paste|POST /w/{key}/undo
    """,
    "an organiser": """
        GET /w/{key}/held|GET /w/{key}/held/{name}.txt|POST /w/{key}/held/date|GET /security-log
        GET /organisers|POST /organisers/{organiser_id}/deactivation|POST /organisers/{organiser_id}/activation
        GET /organisers/{organiser_id}/removal|POST /organisers/{organiser_id}/removal
        POST /organisers/{organiser_id}/second-factor-reset|POST /organisers/second-factor|POST /organisers/notice
        POST /organisers/invitations|POST /organisers/{organiser_id}/password-link
        POST /organisers/links/{link_id}/end
        POST /p|POST /w/{key}/copies|POST /w/{key}/deletion|POST /w/{key}/plan|POST /plans/{plan_id}/removal
        POST /w/{key}/opening|GET /workshops/new|POST /workshops|GET /w/{key}/details|POST /w/{key}/details
        GET /w/{key}/framework|POST /w/{key}/framework
    """,
    "an account": """
        GET /account|GET /account/details|POST /account/details|GET /account/password|POST /account/password
        POST /account/sign-ins/end|GET /account/notices|POST /account/notices
        GET /account/second-factor|POST /account/second-factor|POST /account/second-factor/codes
        POST /account/second-factor/off|GET /account/second-factor/set-up|POST /account/second-factor/set-up
        GET /account/second-factor/codes|POST /account/second-factor/codes/kept|GET /workshops|GET /p
    """,
    "a member": """
        GET /p/{key}|GET /p/{key}/members|GET /p/{key}/interviews|GET /p/{key}/interviews/{interview_id}
        GET /p/{key}/codebook|GET /p/{key}/codebook/{code}|GET /p/{key}/moved|GET /p/{key}/rounds
        GET /p/{key}/rounds/{round_id}|GET /p/{key}/themes|GET /p/{key}/steps|GET /p/{key}/memos|GET /p/{key}/matrix
        GET /p/{key}/passage|GET /p/{key}/matrix/cell|GET /p/{key}/ratings|GET /p/{key}/reports
        GET /p/{key}/reports/{report_id}
        GET /p/{key}/reports/{report_id}/page|GET /p/{key}/reports/{report_id}/sign-off
        GET /p/{key}/reports/{report_id}/editions/{number}|GET /p/{key}/held
    """,
    "an analyst": """
        GET /p/{key}/interviews/new|POST /p/{key}/members/{organiser_id}/removal|POST /p/{key}/interviews
        POST /p/{key}/interviews/preview|POST /p/{key}/interviews/{interview_id}/codes
        POST /p/{key}/interviews/{interview_id}/coded|POST /p/{key}/interviews/{interview_id}/details
        POST /p/{key}/interviews/{interview_id}/text|GET /p/{key}/rounds/{round_id}/coding
        POST /p/{key}/rounds/{round_id}/codes|POST /p/{key}/rounds/{round_id}/done
        POST /p/{key}/rounds/{round_id}/decisions|POST /p/{key}/themes|POST /p/{key}/evidence
        POST /p/{key}/themes/{theme_id}|POST /p/{key}/themes/{theme_id}/versions
        POST /p/{key}/themes/{theme_id}/evidence|POST /p/{key}/themes/{theme_id}/place
        POST /p/{key}/themes/{theme_id}/merge|POST /p/{key}/themes/{theme_id}/removal|GET /p/{key}/records
        GET /p/{key}/records/{name}.{format}|GET /p/{key}/held/{name}.txt|POST /p/{key}/matrix/facets
        POST /p/{key}/steps|GET /p/{key}/steps.csv|GET /p/{key}/steps.ics
        POST /p/{key}/steps/promotion|POST /p/{key}/steps/{step_id}|POST /p/{key}/steps/{step_id}/updates
        POST /p/{key}/steps/{step_id}/removal|POST /p/{key}/facets|POST /p/{key}/undo|POST /p/{key}/memos
        POST /p/{key}/memos/{memo_id}|POST /p/{key}/memos/{memo_id}/removal|POST /p/{key}/matrix/cell
        POST /p/{key}/matrix/versions|POST /p/{key}/reports|POST /p/{key}/reports/{report_id}
        GET /p/{key}/reports/{report_id}/quotes|POST /p/{key}/reports/{report_id}/sections/{section}
        POST /p/{key}/reports/{report_id}/limits|POST /p/{key}/reports/{report_id}/sections/{section}/versions
        POST /p/{key}/reports/{report_id}/quotes|POST /p/{key}/reports/{report_id}/sections/{section}/preview
        POST /p/{key}/reports/{report_id}/comments/{comment}
    """,
    "the programme's organiser": """
        GET /p/{key}/details|POST /p/{key}/details|POST /p/{key}/partners|POST /p/{key}/places
        POST /p/{key}/places/{place_id}/removal|POST /p/{key}/workshops|POST /p/{key}/workshops/{workshop_id}/removal
        POST /p/{key}/deletion|POST /p/{key}/members|POST /p/{key}/members/invitations
        POST /p/{key}/members/{organiser_id}/role|POST /p/{key}/interviews/{interview_id}/withdrawal
        POST /p/{key}/codebook-imports
        POST /p/{key}/codebook|POST /p/{key}/codebook/{code}|POST /p/{key}/codebook/{code}/merge
        POST /p/{key}/codebook/{code}/split|GET /p/{key}/framework|POST /p/{key}/framework
        POST /p/{key}/rounds|POST /p/{key}/rounds/{round_id}/closure|POST /p/{key}/rounds/{round_id}/rules
        POST /p/{key}/reports/{report_id}/removal|POST /p/{key}/reports/{report_id}/editions
        POST /p/{key}/reports/{report_id}/editions/{number}/unpublishing
        POST /p/{key}/reports/{report_id}/editions/{number}/publication
        POST /p/{key}/reports/{report_id}/comments/{comment}/removal
        POST /p/{key}/reports/{report_id}/links|POST /p/{key}/reports/{report_id}/links/{link}/end
        POST /p/{key}/steps/links|POST /p/{key}/steps/links/{page_id}/end
    """,
    "no one, while the programme has an organiser": """
        POST /p/{key}/organiser
    """,
    "the organiser": """
        POST /account/sign-ins/{session_id}/end|GET /organisers/links/{link_id}
    """,
}
ROUTES = {route: who for who, listed in WHO.items() for route in re.split(r"\s*[|\n]\s*", listed.strip())}
# What people who are let in cannot do from this start: they would need a second factor, a board with names, one
# without notes, an agenda that has begun, a closed round, or a cell with a former
# version.
NEEDS_MORE = {
    *("POST /account/second-factor/codes", "POST /account/second-factor/off", "POST /account/second-factor/set-up"),
    *("GET /account/second-factor/set-up", "GET /account/second-factor/codes"),
    *("POST /account/second-factor/codes/kept", "POST /organisers/{organiser_id}/second-factor-reset"),
    *("POST /w/{key}/naming", "POST /w/{key}/seats/{seat_id}/erasure", "POST /w/{key}/columns/{column}/opening"),
    # They would need an earlier action, and another facilitator.
    *("POST /w/{key}/undo", "POST /w/{key}/handover"),
    *("POST /w/{key}/notes/{note_id}/votes", "POST /w/{key}/votes/closure"),
    # They would need an open rating, and one whose results are shown. A planned one is for facilitators.
    "GET /w/{key}/asks/{ask_id}",
    *("POST /w/{key}/asks/{ask_id}/answers", "POST /w/{key}/asks/{ask_id}/group"),
    *("POST /w/{key}/asks/{ask_id}/results", "POST /w/{key}/asks/{ask_id}/judgements"),
    *("POST /p/{key}/rounds/{round_id}/decisions", "POST /p/{key}/matrix/versions"),
    # They would need a report that passes every check, and a note that may be quoted.
    *("POST /p/{key}/reports/{report_id}/editions", "POST /p/{key}/reports/{report_id}/quotes"),
    # They would need a report that was never signed, and an edition that was unpublished.
    "POST /p/{key}/reports/{report_id}/removal",
    "POST /p/{key}/reports/{report_id}/editions/{number}/publication",
    # Undoing needs an earlier action, and only its writer changes a memo.
    *("POST /p/{key}/undo", "POST /p/{key}/memos/{memo_id}", "POST /p/{key}/memos/{memo_id}/removal"),
    *("POST /w/{key}/notes/{note_id}/comments", "POST /w/{key}/comments/{comment_id}"),
}
# They name a workshop, an account or a place, which organisers may add to every programme of theirs.
OWN = {"POST /p/{key}/workshops", "POST /p/{key}/members", "POST /p/{key}/reports"}
