"""The operations of the interface for people who read about them: a title and what it does."""

from __future__ import annotations

from naming_rules.language import Text

TITLES: dict[str, tuple[Text, Text]] = {
    "documents-list_documents": (
        Text("列出文件", "List documents"),
        Text(
            "令牌所属用户可以查看的文件，按文件夹和名称排列；给出 q 时按相关度排列。",
            "What the user may read, by folder and name, or with q the best hits first.",
        ),
    ),
    "documents-add": (
        Text("签入文件", "Check a document in"),
        Text(
            "以文件名签入：名称决定是新文件还是某个文件的下一版。版本号不高于当前版本时为冲突。",
            "Under its name, whose parts say whether it is a new document or the next version of"
            " one. A version that does not follow is a conflict.",
        ),
    ),
    "documents-show": (
        Text("查看一个文件", "One document"),
        Text(
            "文件及其当前版本；ETag 是当前版本号，可用于 If-Match。",
            "With its current version, which the ETag names for If-Match.",
        ),
    ),
    "versions-history": (
        Text("全部版本", "All versions"),
        Text(
            "曾经签入的每一个版本，新的在前。",
            "Every version that was ever checked in, the newest first.",
        ),
    ),
    "versions-revise": (
        Text("签入下一版本", "Check the next version in"),
        Text(
            "名称由 DocVault 决定。给出 If-Match 时，只有它仍是当前版本才签入。",
            "Named by DocVault. With If-Match only if its version is still the current one.",
        ),
    ),
    "versions-show": (
        Text("查看一个版本", "One version"),
        Text("谁在何时因何签入。", "Who brought it, when and why."),
    ),
    "versions-content": (
        Text("下载一个版本", "The bytes of a version"),
        Text(
            "先与台账中的 SHA-256 核对，再发送；支持 Range、If-Range、If-None-Match、If-Match，"
            "ETag 即 SHA-256。",
            "Compared with the register's SHA-256 before the first is sent. Understands Range,"
            " If-Range, If-None-Match and If-Match; the ETag is the SHA-256.",
        ),
    ),
    "shares-list_shares": (
        Text("列出分享链接", "List share links"),
        Text(
            "令牌所属用户创建的链接，新的在前；文档管理员和系统管理员可以看别人的。",
            "Those the user made, the newest first; registrars and administrators may see others'.",
        ),
    ),
    "shares-create": (
        Text("创建分享链接", "Make a share link"),
        Text(
            "链接只在这一次回答里，不保存在任何地方：用同一 Idempotency-Key 重发时，回答中没有它。",
            "The answer holds the link, this once. Sent again with the same Idempotency-Key, it is"
            " answered without: the link is kept nowhere.",
        ),
    ),
    "shares-show": (
        Text("查看一个链接", "One share link"),
        Text(
            "何时、从哪里打开过，看了哪几页。",
            "When and from where it was opened, which pages were seen.",
        ),
    ),
    "shares-extend": (
        Text("延长有效期", "Extend a link"),
        Text("从现在起的天数，不超过设置的上限。", "So many days from now, up to what is set."),
    ),
    "shares-revoke": (
        Text("撤销链接", "Revoke a link"),
        Text("立即失效，密钥销毁，不可恢复。", "It ends now, for good; its keys are destroyed."),
    ),
    "search-search_documents": (
        Text("搜索", "Search"),
        Text(
            "全文检索，写法与搜索页相同。无权查看的文件既搜不到，也不计数。",
            "Full text, in the language of the search page. What the user may not see is neither"
            " found nor counted.",
        ),
    ),
    "names-check_names": (
        Text("检查名称", "Check names"),
        Text(
            "上传之前检查：哪里不合规，应放在哪里，最接近的合规名称是什么。",
            "Before anything is sent: what is wrong, where it would go, the nearest right name.",
        ),
    ),
    "audit-audit": (
        Text("审计", "Audit"),
        Text(
            "与 docvault audit --json 相同：读取每个文件，边查边发送。仅限文档管理员和系统管理员。",
            "What docvault audit --json prints: every file is read, findings are sent as they are"
            " found. For registrars and administrators.",
        ),
    ),
    "me-me": (
        Text("令牌属于谁", "Whose token it is"),
        Text("用户、角色、部门和授权。", "The user, the role, the department, the grants."),
    ),
}
"""Operation -> title, what it does."""
