import type { ComponentType } from 'preact';
import { KeysPage } from '../access/keys-page.tsx';
import { UsersPage } from '../access/users-page.tsx';
import { ArchivePage } from '../archive/archive-page.tsx';
import { AuditPage } from '../audit/audit-page.tsx';
import type { Level } from '../data/session.ts';
import { ItemPage } from '../item/item-page.tsx';
import type { IconName } from '../parts/icons.tsx';
import { OpenUploadsPage } from '../openuploads/open-uploads-page.tsx';
import { NewTokenPage } from '../tokens/new-token-page.tsx';
import { TokensPage } from '../tokens/tokens-page.tsx';
import { UploadsPage } from '../uploads/uploads-page.tsx';
import { DeliveriesPage } from '../webhooks/deliveries-page.tsx';
import { WebhooksPage } from '../webhooks/webhooks-page.tsx';

/** What a page is told of its address: the parts that its pattern keeps. */
export interface PageProps {
  readonly parts: readonly string[];
}

interface Route {
  readonly pattern: RegExp;
  /** What the person needs at least. */
  readonly level: Level;
  readonly component: ComponentType<PageProps>;
}

/** Every page. The first pattern that an address fits counts. */
export const routes: readonly Route[] = [
  { pattern: /^\/manage\/archive$/, level: 'read', component: ArchivePage },
  // What the old clients print: the kind in the address is for people, the number counts.
  { pattern: /^\/manage\/(?:video|photo|audio|item)\/(\d{1,15})$/, level: 'read', component: ItemPage },
  { pattern: /^\/manage\/uploads$/, level: 'read', component: UploadsPage },
  { pattern: /^\/manage\/tokens$/, level: 'write', component: TokensPage },
  { pattern: /^\/manage\/tokens\/new$/, level: 'write', component: NewTokenPage },
  { pattern: /^\/manage\/upload-pages$/, level: 'write', component: OpenUploadsPage },
  { pattern: /^\/manage\/webhooks$/, level: 'write', component: WebhooksPage },
  { pattern: /^\/manage\/deliveries$/, level: 'write', component: DeliveriesPage },
  { pattern: /^\/manage\/keys$/, level: 'super', component: KeysPage },
  { pattern: /^\/manage\/audit$/, level: 'super', component: AuditPage },
  { pattern: /^\/manage\/users$/, level: 'read', component: UsersPage },
];

/** What the navigation offers, to whom. */
export const destinations: ReadonlyArray<{
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly level: Level;
}> = [
  { path: '/manage/archive', title: 'Archive', icon: 'archive', level: 'read' },
  { path: '/manage/uploads', title: 'Uploads', icon: 'uploads', level: 'read' },
  { path: '/manage/tokens', title: 'Upload tokens', icon: 'tokens', level: 'write' },
  { path: '/manage/upload-pages', title: 'Upload pages', icon: 'pages', level: 'write' },
  { path: '/manage/webhooks', title: 'Webhooks', icon: 'webhooks', level: 'write' },
  { path: '/manage/deliveries', title: 'Deliveries', icon: 'deliveries', level: 'write' },
  { path: '/manage/keys', title: 'Keys', icon: 'keys', level: 'super' },
  { path: '/manage/users', title: 'Users', icon: 'users', level: 'read' },
  { path: '/manage/audit', title: 'Audit trail', icon: 'audit', level: 'super' },
];
