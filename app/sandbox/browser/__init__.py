"""The workspace in a browser: page, socket, and what goes over it. `site.Site` assembles it.

The protocol of `GET /browser/socket` (same origin as the page; `?as=U…` names the person to begin
as). JSON text frames. One socket is one window; it acts as one person at a time.

**Client to server**: `{"id": 7, "do": "<verb>", …arguments}`. Every request gets one answer:
`{"type": "done", "id": 7, "result": …}` or `{"type": "refused", "id": 7, "sentence": "…"}`, for a
form with `"errors": {block_id: sentence}`. Requests are done side by side.

    act_as            user                                         the snapshot
    open              channel                                      {channel, messages}; marks read
    read              channel
    say               channel, text, thread_ts?, broadcast?, files?    {ts}
    edit              channel, ts, text
    delete            channel, ts                                  also dismisses a whisper
    react, unreact    channel, ts, name
    pin, unpin        channel, ts
    command           channel, line                                {text, blocks}
    shortcut          callback_id
    message_shortcut  callback_id, channel, ts
    click             channel, ts, block_id, action_id, value?
    click_in_modal    block_id, action_id, value?
    click_home        block_id, action_id, value?
    fill              values                                       keeps what was typed
    submit            values                                       {} when accepted
    close_modal       whole_stack?
    look_up           action_id, typed                             [option]
    open_home
    create_channel    name, is_private?                            {channel}
    join, leave, archive, unarchive, delete_channel    channel
    invite, remove    channel, user
    rename, set_topic channel, text
    open_direct       user                                         {channel}
    clock             move: "next" | "hour" | "day" | "review" | seconds    {now}
    fault             kind: "rate_limit" | "outage" | "lost_answer" | "none"
    recordings                                                     [{name, title}]
    replay            name, speed?; or name: "pause" | "resume" | "stop"
    log               after?                                       [Call]

`text` is what was typed: names after @ and # become mentions here, `<@U…>` and the like may be
sent too, and loose `<`, `>`, `&` are escaped here. Files are `{name, mimetype, base64}`. A value is
text, an option's `value` (the whole option from look_up), an id, `YYYY-MM-DD`, `HH:MM`, Unix
seconds, a list of them, or files; "" and null empty a field. `values` are by block_id, for a block
of several fields by action_id below it.

**Server to client**, unasked; a snapshot comes first, then only what changes:

    snapshot      me, people, channels, commands, shortcuts, app, team, now, home, modals, fault,
                  replay, notice
    people        people        all of them
    channels      channels      those that changed
    gone          channel       it cannot be seen any more
    message       channel, message      new or changed
    message_gone  channel, ts
    modals        modals        the person's stack, the last on top
    home          home
    now           now           every few seconds and at every leap
    call          call          when it is over
    fault         kind
    replay        name, done, total, paused, over, said, channel

User: id, name, real_name, title, tz, tz_offset, is_bot, deleted, color.
Channel: id, name, kind (public, private, im, mpim), topic, purpose, members, archived, is_member,
is_general, unread, mentions, pins (ts), bookmarks (id, title, link, emoji), canvas (title,
markdown) or null, and for an im `with`.
Message: Slack's own, without metadata, and channel, is_whisper, is_deleted, reply_count,
reply_users, pinned; files are id, name, title, alt, mimetype, size, deleted, url (relative, no
token).
View: Slack's own, without private_metadata, and `errors` by block_id while there are any.
Call: n, at, direction (to_slack, to_app), name, summary, request, answer, ok, ms.
"""
