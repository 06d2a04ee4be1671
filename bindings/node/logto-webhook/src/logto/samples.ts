// Payloads with realistic values, in the shape in which real routes send them.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

/** By the variant's name. */
export const SAMPLES: Readonly<Record<string, string>> = {
  PostRegister:
    "{\"event\":\"PostRegister\",\"interactionEvent\":\"Register\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"userId\":\"u758hu661ovk\",\"userIp\":\"::ffff:203.0.113.7\",\"user\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":\"app5ample00000logto00\",\"cimdClientId\":null,\"isSuspended\":false},\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  PostSignIn:
    "{\"event\":\"PostSignIn\",\"interactionEvent\":\"SignIn\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"userId\":\"u758hu661ovk\",\"userIp\":\"::ffff:203.0.113.7\",\"user\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":\"app5ample00000logto00\",\"cimdClientId\":null,\"isSuspended\":false},\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  PostSignInAdaptiveMfaTriggered:
    "{\"adaptiveMfaResult\":{\"requiresMfa\":true,\"triggeredRules\":[{\"rule\":\"new_country\",\"details\":{\"currentCountry\":\"FR\",\"windowDays\":180,\"recentCountries\":[{\"country\":\"GB\",\"lastSignInAt\":1786000000000}]}},{\"rule\":\"untrusted_ip\",\"details\":{\"signals\":{\"botScore\":10},\"matchedSignals\":[\"botScore<30\"]}}]},\"event\":\"PostSignInAdaptiveMfaTriggered\",\"interactionEvent\":\"SignIn\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"userId\":\"u758hu661ovk\",\"userIp\":\"::ffff:203.0.113.7\",\"user\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":\"app5ample00000logto00\",\"cimdClientId\":null,\"isSuspended\":false},\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  PostResetPassword:
    "{\"event\":\"PostResetPassword\",\"interactionEvent\":\"ForgotPassword\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"userId\":\"u758hu661ovk\",\"userIp\":\"::ffff:203.0.113.7\",\"user\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":\"app5ample00000logto00\",\"cimdClientId\":null,\"isSuspended\":false},\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  UserCreated:
    "{\"event\":\"User.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/users\",\"method\":\"POST\",\"status\":200,\"params\":{},\"matchedRoute\":\"/users\",\"data\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":null,\"createdAt\":1786000000000,\"updatedAt\":1786000000000,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":null,\"cimdClientId\":null,\"isSuspended\":false,\"hasPassword\":true},\"hookId\":\"0h00k0sample0000logto\"}",
  UserDeleted:
    "{\"event\":\"User.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"data\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":\"app5ample00000logto00\",\"cimdClientId\":null,\"isSuspended\":false},\"path\":\"/users/u758hu661ovk\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"userId\":\"u758hu661ovk\"},\"matchedRoute\":\"/users/:userId\",\"hookId\":\"0h00k0sample0000logto\"}",
  UserDataUpdated:
    "{\"event\":\"User.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/users/u758hu661ovk\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"userId\":\"u758hu661ovk\"},\"matchedRoute\":\"/users/:userId\",\"data\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":null,\"cimdClientId\":null,\"isSuspended\":false,\"hasPassword\":true},\"hookId\":\"0h00k0sample0000logto\"}",
  UserCustomDataUpdated:
    "{\"event\":\"User.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/users/u758hu661ovk/custom-data\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"userId\":\"u758hu661ovk\"},\"matchedRoute\":\"/users/:userId/custom-data\",\"data\":{\"plan\":\"gold\"},\"hookId\":\"0h00k0sample0000logto\"}",
  UserProfileUpdated:
    "{\"event\":\"User.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/users/u758hu661ovk/profile\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"userId\":\"u758hu661ovk\"},\"matchedRoute\":\"/users/:userId/profile\",\"data\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"hookId\":\"0h00k0sample0000logto\"}",
  UserSuspensionStatusUpdated:
    "{\"event\":\"User.SuspensionStatus.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/users/u758hu661ovk/is-suspended\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"userId\":\"u758hu661ovk\"},\"matchedRoute\":\"/users/:userId/is-suspended\",\"data\":{\"id\":\"u758hu661ovk\",\"username\":\"ada\",\"primaryEmail\":\"ada@example.com\",\"primaryPhone\":null,\"name\":\"Ada Lovelace\",\"avatar\":null,\"customData\":{\"plan\":\"gold\"},\"identities\":{},\"lastSignInAt\":1787314569114,\"createdAt\":1786000000000,\"updatedAt\":1787314569114,\"profile\":{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"},\"applicationId\":null,\"cimdClientId\":null,\"isSuspended\":true,\"hasPassword\":true},\"hookId\":\"0h00k0sample0000logto\"}",
  TrustedDeviceCreated:
    "{\"event\":\"TrustedDevice.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"interactionEvent\":\"SignIn\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"applicationId\":\"app5ample00000logto00\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"data\":{\"id\":\"dev1ce5ample00logto00\",\"userId\":\"u758hu661ovk\",\"expiresAt\":1789906569123},\"hookId\":\"0h00k0sample0000logto\"}",
  TrustedDeviceDeleted:
    "{\"event\":\"TrustedDevice.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"path\":\"/users/u758hu661ovk/trusted-devices/dev1ce5ample00logto00\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"userId\":\"u758hu661ovk\",\"trustedDeviceId\":\"dev1ce5ample00logto00\"},\"matchedRoute\":\"/users/:userId/trusted-devices/:trustedDeviceId\",\"data\":{\"id\":\"dev1ce5ample00logto00\",\"userId\":\"u758hu661ovk\",\"expiresAt\":1789906569123},\"hookId\":\"0h00k0sample0000logto\"}",
  RoleCreated:
    "{\"event\":\"Role.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/roles\",\"method\":\"POST\",\"status\":200,\"params\":{},\"matchedRoute\":\"/roles\",\"data\":{\"tenantId\":\"default\",\"id\":\"r0le5ample0000logto00\",\"name\":\"editor\",\"description\":\"Can edit articles\",\"type\":\"User\",\"isDefault\":false},\"hookId\":\"0h00k0sample0000logto\"}",
  RoleDeleted:
    "{\"event\":\"Role.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/roles/r0le5ample0000logto00\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"0\":\"/r0le5ample0000logto00\",\"id\":\"r0le5ample0000logto00\"},\"matchedRoute\":\"/roles/:id\",\"hookId\":\"0h00k0sample0000logto\"}",
  RoleDataUpdated:
    "{\"event\":\"Role.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/roles/r0le5ample0000logto00\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"0\":\"/r0le5ample0000logto00\",\"id\":\"r0le5ample0000logto00\"},\"matchedRoute\":\"/roles/:id\",\"data\":{\"tenantId\":\"default\",\"id\":\"r0le5ample0000logto00\",\"name\":\"editor\",\"description\":\"Can edit articles\",\"type\":\"User\",\"isDefault\":false},\"hookId\":\"0h00k0sample0000logto\"}",
  RoleScopesUpdated:
    "{\"event\":\"Role.Scopes.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/roles/r0le5ample0000logto00/scopes\",\"method\":\"POST\",\"status\":201,\"params\":{\"0\":\"/r0le5ample0000logto00/scopes\",\"id\":\"r0le5ample0000logto00\"},\"matchedRoute\":\"/roles/:id/scopes\",\"data\":[{\"tenantId\":\"default\",\"id\":\"5c0pe5ample000logto00\",\"resourceId\":\"re50urce5ample00logto\",\"name\":\"write:articles\",\"description\":\"Write articles\",\"createdAt\":1786000000000}],\"hookId\":\"0h00k0sample0000logto\"}",
  ScopeCreated:
    "{\"event\":\"Scope.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/resources/re50urce5ample00logto/scopes\",\"method\":\"POST\",\"status\":201,\"params\":{\"resourceId\":\"re50urce5ample00logto\"},\"matchedRoute\":\"/resources/:resourceId/scopes\",\"data\":{\"tenantId\":\"default\",\"id\":\"5c0pe5ample000logto00\",\"resourceId\":\"re50urce5ample00logto\",\"name\":\"write:articles\",\"description\":\"Write articles\",\"createdAt\":1786000000000},\"hookId\":\"0h00k0sample0000logto\"}",
  ScopeDeleted:
    "{\"event\":\"Scope.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/resources/re50urce5ample00logto/scopes/5c0pe5ample000logto00\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"resourceId\":\"re50urce5ample00logto\",\"scopeId\":\"5c0pe5ample000logto00\"},\"matchedRoute\":\"/resources/:resourceId/scopes/:scopeId\",\"hookId\":\"0h00k0sample0000logto\"}",
  ScopeDataUpdated:
    "{\"event\":\"Scope.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/resources/re50urce5ample00logto/scopes/5c0pe5ample000logto00\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"resourceId\":\"re50urce5ample00logto\",\"scopeId\":\"5c0pe5ample000logto00\"},\"matchedRoute\":\"/resources/:resourceId/scopes/:scopeId\",\"data\":{\"tenantId\":\"default\",\"id\":\"5c0pe5ample000logto00\",\"resourceId\":\"re50urce5ample00logto\",\"name\":\"write:articles\",\"description\":\"Write articles\",\"createdAt\":1786000000000},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationCreated:
    "{\"event\":\"Organization.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organizations\",\"method\":\"POST\",\"status\":201,\"params\":{},\"matchedRoute\":\"/organizations\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rg5ample123\",\"name\":\"Acme\",\"description\":null,\"customData\":{\"tier\":1},\"isMfaRequired\":false,\"color\":{},\"branding\":{},\"customCss\":null,\"createdAt\":1786000000000},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationDeleted:
    "{\"event\":\"Organization.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organizations/0rg5ample123\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"id\":\"0rg5ample123\"},\"matchedRoute\":\"/organizations/:id\",\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationDataUpdated:
    "{\"event\":\"Organization.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organizations/0rg5ample123\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"id\":\"0rg5ample123\"},\"matchedRoute\":\"/organizations/:id\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rg5ample123\",\"name\":\"Acme\",\"description\":null,\"customData\":{\"tier\":1},\"isMfaRequired\":false,\"color\":{},\"branding\":{},\"customCss\":null,\"createdAt\":1786000000000},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationMembershipUpdated:
    "{\"event\":\"Organization.Membership.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organizations/0rg5ample123/users\",\"method\":\"PUT\",\"status\":204,\"params\":{\"id\":\"0rg5ample123\"},\"matchedRoute\":\"/organizations/:id/users\",\"organizationId\":\"0rg5ample123\",\"addedUserIds\":[\"u758hu661ovk\"],\"removedUserIds\":[\"u0gone0gone0\"],\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationRoleCreated:
    "{\"event\":\"OrganizationRole.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-roles\",\"method\":\"POST\",\"status\":201,\"params\":{},\"matchedRoute\":\"/organization-roles\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rgr0le5ample0logto00\",\"name\":\"member\",\"description\":null,\"type\":\"User\"},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationRoleDeleted:
    "{\"event\":\"OrganizationRole.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-roles/0rgr0le5ample0logto00\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"id\":\"0rgr0le5ample0logto00\"},\"matchedRoute\":\"/organization-roles/:id\",\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationRoleDataUpdated:
    "{\"event\":\"OrganizationRole.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-roles/0rgr0le5ample0logto00\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"id\":\"0rgr0le5ample0logto00\"},\"matchedRoute\":\"/organization-roles/:id\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rgr0le5ample0logto00\",\"name\":\"member\",\"description\":null,\"type\":\"User\"},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationRoleScopesUpdated:
    "{\"event\":\"OrganizationRole.Scopes.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-roles/0rgr0le5ample0logto00/scopes\",\"method\":\"POST\",\"status\":201,\"params\":{\"id\":\"0rgr0le5ample0logto00\"},\"matchedRoute\":\"/organization-roles/:id/scopes\",\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationScopeCreated:
    "{\"event\":\"OrganizationScope.Created\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-scopes\",\"method\":\"POST\",\"status\":201,\"params\":{},\"matchedRoute\":\"/organization-scopes\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rg5c0pe5ample0logto0\",\"name\":\"read:invoices\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationScopeDeleted:
    "{\"event\":\"OrganizationScope.Deleted\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-scopes/0rg5c0pe5ample0logto0\",\"method\":\"DELETE\",\"status\":204,\"params\":{\"id\":\"0rg5c0pe5ample0logto0\"},\"matchedRoute\":\"/organization-scopes/:id\",\"hookId\":\"0h00k0sample0000logto\"}",
  OrganizationScopeDataUpdated:
    "{\"event\":\"OrganizationScope.Data.Updated\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"userAgent\":\"acme-admin/1.0\",\"ip\":\"::ffff:203.0.113.7\",\"path\":\"/organization-scopes/0rg5c0pe5ample0logto0\",\"method\":\"PATCH\",\"status\":200,\"params\":{\"id\":\"0rg5c0pe5ample0logto0\"},\"matchedRoute\":\"/organization-scopes/:id\",\"data\":{\"tenantId\":\"default\",\"id\":\"0rg5c0pe5ample0logto0\",\"name\":\"read:invoices\",\"description\":null},\"hookId\":\"0h00k0sample0000logto\"}",
  IdentifierLockout:
    "{\"event\":\"Identifier.Lockout\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"interactionEvent\":\"SignIn\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"applicationId\":\"app5ample00000logto00\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"ip\":\"::ffff:203.0.113.7\",\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"type\":\"email\",\"value\":\"ada@example.com\",\"hookId\":\"0h00k0sample0000logto\"}",
  MessageRateLimited:
    "{\"event\":\"Message.RateLimited\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"interactionEvent\":\"SignIn\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"applicationId\":\"app5ample00000logto00\",\"sessionId\":\"Zl9r0-sample_OIDC-interaction_jti-0000000000\",\"ip\":\"::ffff:203.0.113.7\",\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"action\":\"VerificationCodeSend\",\"recipient\":\"ada@example.com\",\"hookId\":\"0h00k0sample0000logto\"}",
  GrantLimitExceeded:
    "{\"event\":\"Grant.LimitExceeded\",\"createdAt\":\"2026-08-21T12:16:09.123Z\",\"ip\":\"::ffff:203.0.113.7\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\",\"application\":{\"id\":\"app5ample00000logto00\",\"type\":\"SPA\",\"name\":\"Acme web\",\"description\":null},\"userId\":\"u758hu661ovk\",\"applicationId\":\"app5ample00000logto00\",\"revokedGrantIds\":[\"QVzQxpIG7YUrnV19OZzebV3D2I9IrZSgpOeRl4Dbxk1\"],\"maxAllowedGrants\":1,\"preRevocationActiveGrantCount\":2,\"hookId\":\"0h00k0sample0000logto\"}",
};

/** The payload of a test for an event, made in 1970. */
export const TESTS: Readonly<Record<string, string>> = {
  PostRegister: 'user',
  PostSignIn: 'user',
  PostSignInAdaptiveMfaTriggered: 'user',
  PostResetPassword: 'user',
  'User.Created': 'data',
  'User.Deleted': 'data',
  'User.Data.Updated': 'data',
  'User.SuspensionStatus.Updated': 'data',
  'TrustedDevice.Created': 'data',
  'TrustedDevice.Deleted': 'data',
  'Role.Created': 'data',
  'Role.Deleted': 'data',
  'Role.Data.Updated': 'data',
  'Role.Scopes.Updated': 'data',
  'Scope.Created': 'data',
  'Scope.Deleted': 'data',
  'Scope.Data.Updated': 'data',
  'Organization.Created': 'data',
  'Organization.Deleted': 'data',
  'Organization.Data.Updated': 'data',
  'Organization.Membership.Updated': 'data',
  'OrganizationRole.Created': 'data',
  'OrganizationRole.Deleted': 'data',
  'OrganizationRole.Data.Updated': 'data',
  'OrganizationRole.Scopes.Updated': 'data',
  'OrganizationScope.Created': 'data',
  'OrganizationScope.Deleted': 'data',
  'OrganizationScope.Data.Updated': 'data',
  'Identifier.Lockout': 'data',
  'Message.RateLimited': 'data',
  'Grant.LimitExceeded': 'data',
};

export const TEST_OF_A_USER =
  "{\"event\":\"PostSignIn\",\"hookId\":\"0h00k0sample0000logto\",\"createdAt\":\"1970-01-01T00:00:00.000Z\",\"userAgent\":\"fake-user-agent\",\"sessionId\":\"fake-session-id\",\"userIp\":\"fake-user-ip\",\"userId\":\"fake-id\",\"user\":{\"id\":\"fake-id\",\"username\":\"fake-user\",\"primaryEmail\":\"fake-user@fake-service.com\",\"primaryPhone\":\"1234567890\",\"name\":\"Fake User\",\"avatar\":\"https://fake-service.com/avatars/fake-user.png\",\"customData\":{\"theme\":\"light\"},\"identities\":{\"google\":{\"userId\":\"fake-google-user-id\"}},\"profile\":{},\"applicationId\":\"fake-application-id\",\"cimdClientId\":null,\"isSuspended\":false,\"lastSignInAt\":0,\"createdAt\":0,\"updatedAt\":0},\"application\":{\"id\":\"fake-spa-application-id\",\"type\":\"SPA\",\"name\":\"Fake Application\",\"description\":\"Fake application data for testing\"}}";

export const TEST_OF_DATA =
  "{\"event\":\"User.Created\",\"hookId\":\"0h00k0sample0000logto\",\"createdAt\":\"1970-01-01T00:00:00.000Z\",\"userAgent\":\"fake-user-agent\",\"path\":\"/fake-path/:id\",\"method\":\"POST\",\"status\":200,\"params\":{\"id\":\"fake-id\"},\"data\":{\"result\":\"success\"}}";
