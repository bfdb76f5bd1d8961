// Made by "npm run docs" from the declarations in src/api. Change them there.

import type { Moment } from '../parameters.ts';
import type { Page } from '../page.ts';

/** Parameters of `photo/get-upload-token`. */
export interface PhotoGetUploadTokenParameters {
  /** Where the browser is sent after the upload, or what is called; may have a query of its own. */
  readonly return_url?: string | undefined;
  /** Let the server call `return_url` instead of sending the browser there. Default: false. */
  readonly background_return_p?: boolean | undefined;
  /** Owner of the items. Counts only at `super`; otherwise the owner is the user of the key. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
  /** Albums for the items: one number, or several separated by commas. */
  readonly album_id?: readonly number[] | undefined;
  /** Title for the items; HTML is removed. */
  readonly title?: string | undefined;
  /** Description for the items; simple HTML is kept. */
  readonly description?: string | undefined;
  /** Tags, separated by commas or spaces; a tag with spaces stands in double quotes. */
  readonly tags?: string | undefined;
  /** Whether everybody may see the items at once. Default: true. */
  readonly publish?: boolean | undefined;
  /** When to publish the items, in the future; then they are not published at once. */
  readonly publish_date?: Moment | undefined;
  /** Canonical address of the items. */
  readonly absolute_url?: string | undefined;
  /** How long a file may begin, in minutes. Expects a whole number, 15 to 1440 (moved to the nearest when outside). Default: 360. */
  readonly valid_minutes?: number | undefined;
  /** How many files the token takes. Expects a whole number, 1 to 1000 (moved to the nearest when outside). Default: 1. */
  readonly max_uploads?: number | undefined;
  /** Largest file in bytes, if less than the site's limit. Expects a whole number, at least 1. */
  readonly max_file_size?: number | undefined;
  /** Families or MIME types to accept instead of the site's; `*` accepts any file. */
  readonly allowed_types?: readonly string[] | undefined;
}

/** The answer of `photo/get-upload-token`. */
export interface PhotoGetUploadTokenResult {
  /** The token to send as `upload_token`. */
  readonly upload_token: string;
  /** Title for the items. */
  readonly title: string;
  /** Description for the items, HTML. */
  readonly description: string;
  /** Whether items are published at once: `1` or `0`, in version 2 `t` or `f`. */
  readonly publish: string;
  /** Tags for the items, separated by commas. */
  readonly tags: string;
  /** Owner of the items. */
  readonly user_id: number;
  /** Album for the items; a text of numbers when there are several. */
  readonly album_id: number | string | null;
  /** How many files the token takes. */
  readonly max_uploads: number;
  /** How long a file may begin, in minutes. */
  readonly valid_minutes: number;
  /** Until when a file may begin, in seconds since 1970. */
  readonly valid_until: number;
  /** Where the browser is sent, or what is called. */
  readonly return_url: string;
  /** Whether the server makes the call. */
  readonly background_return_p: boolean;
  /** The same as `tags`. */
  readonly token_tags: string;
  /** Canonical address of the items. */
  readonly absolute_url: string;
  /** When the items are to be published. */
  readonly publish_date: string;
  /** Always false. */
  readonly crossposted_p: boolean;
  /** Largest file in bytes; absent when the limit of the site counts. */
  readonly max_file_size: number | null;
  /** Types that are accepted; empty when those of the site count. */
  readonly allowed_types: string;
}

/** Parameters of `photo/update-upload-token`. */
export interface PhotoUpdateUploadTokenParameters {
  /** The token. */
  readonly upload_token: string;
  /** Only the file with this identifier, instead of all files of the token. */
  readonly resumableIdentifier?: string | undefined;
  /** Albums: one number, or several separated by commas; they replace the former ones. */
  readonly album_id?: readonly number[] | undefined;
  /** Title; HTML is removed. */
  readonly title?: string | undefined;
  /** Description; simple HTML is kept. */
  readonly description?: string | undefined;
  /** Tags, separated by commas or spaces; they replace the former ones. */
  readonly tags?: string | undefined;
  /** Whether everybody may see the items. */
  readonly publish?: boolean | undefined;
}

/** Parameters of `photo/delete-upload-token`. */
export interface PhotoDeleteUploadTokenParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** The token that it was made with. */
  readonly upload_token: string;
  /** Identifier of the file that it was made of. */
  readonly resumableIdentifier?: string | undefined;
}

/** Parameters of `photo/get-replace-token`. */
export interface PhotoGetReplaceTokenParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** Where the browser is sent afterwards, or what is called; may have a query of its own. */
  readonly return_url?: string | undefined;
  /** Let the server call `return_url` instead of sending the browser there. Default: false. */
  readonly background_return_p?: boolean | undefined;
  /** How long a file may begin, in minutes. Expects a whole number, 15 to 1440 (moved to the nearest when outside). Default: 180. */
  readonly valid_minutes?: number | undefined;
  /** How many files the token takes. Expects a whole number, 1 to 1000 (moved to the nearest when outside). Default: 1. */
  readonly max_uploads?: number | undefined;
}

/** The answer of `photo/get-replace-token`. */
export interface PhotoGetReplaceTokenResult {
  /** The item. */
  readonly photo_id: number;
  /** How many files the token takes. */
  readonly max_uploads: number;
  /** How long a file may begin, in minutes. */
  readonly valid_minutes: number;
  /** Until when a file may begin, in seconds since 1970. */
  readonly valid_until: number;
  /** Whether the server makes the call. */
  readonly background_return_p: boolean;
  /** Where the browser is sent, or what is called. */
  readonly return_url: string;
  /** The token to send as `replace_token`. */
  readonly replace_token: string;
}

/** Parameters of `photo/list`. */
export interface PhotoListParameters {
  /** Only items of this album, or of one of several; `photo_id` is then ignored. */
  readonly album_id?: readonly number[] | undefined;
  /** Only this item. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** Opens the item of `photo_id`, or the album of `album_id`, whatever the caller may see otherwise. */
  readonly token?: string | undefined;
  /** Only items made with this upload token, unpublished ones too. */
  readonly upload_token?: string | undefined;
  /** Only items of this user: a number, or `me`. */
  readonly user_id?: string | undefined;
  /** Only items of other users: a number, or `me`. */
  readonly not_user_id?: string | undefined;
  /** Only items with these tags, separated by commas or spaces; `"two words"` is one tag. */
  readonly tags?: string | undefined;
  /** Only items with this tag; may be sent several times. */
  readonly tag?: readonly string[] | undefined;
  /** Whether an item needs all of the tags or one of them. Default: "and". */
  readonly tag_mode?: 'and' | 'all' | 'or' | 'any' | undefined;
  /** Whether an item needs all of the values that are sent under the names of the site's variables, or one of them. Default: "none". */
  readonly custom_variable_mode?: 'none' | 'and' | 'all' | 'or' | 'any' | undefined;
  /** Only items with this in the title, the description, the file name or a tag. */
  readonly search?: string | undefined;
  /** Only items whose file had exactly this name. */
  readonly original_filename?: string | undefined;
  /** Only items that share tags with this one, those that share most first. Expects a whole number, at least 1. */
  readonly related_to_photo_id?: number | undefined;
  /** Only items under this licence; all are under none, which is 0. Expects a whole number, at least 0. */
  readonly license_id?: number | undefined;
  /** Only videos, or only what is no video. */
  readonly video_p?: boolean | undefined;
  /** Only sound, or only what is no sound. */
  readonly audio_p?: boolean | undefined;
  /** Only items that are encoded, or that wait for it. Needs `read`. Nothing is encoded yet. */
  readonly video_encoded_p?: boolean | undefined;
  /** Include unpublished items. Needs `read`. Default: false. */
  readonly include_unpublished_p?: boolean | undefined;
  /** Only published items, or only unpublished ones. The latter need `read`. */
  readonly published_p?: boolean | undefined;
  /** Only promoted items, or only others. */
  readonly promoted_p?: boolean | undefined;
  /** Only protected items, or only others. */
  readonly protected_p?: boolean | undefined;
  /** Only items whose file has not come yet, or only others. */
  readonly placeholder_p?: boolean | undefined;
  /** Only items with tags, or only items without. */
  readonly tagged_p?: boolean | undefined;
  /** Only items that are in an album. Default: false. */
  readonly albummed_p?: boolean | undefined;
  /** Only items that are in no album. Default: false. */
  readonly unalbummed_p?: boolean | undefined;
  /** Only items of this year. Expects a whole number, 1 to 9999. */
  readonly year?: number | undefined;
  /** Only items of this month, 1 to 12. Needs `year`. Expects a whole number, 1 to 12. */
  readonly month?: number | undefined;
  /** Only items of this day, 1 to 31. Needs `year` and `month`. Expects a whole number, 1 to 31. */
  readonly day?: number | undefined;
  /** Only items after this moment; UTC unless it carries an offset. */
  readonly after_time?: Moment | undefined;
  /** Only items before this moment; UTC unless it carries an offset. */
  readonly before_time?: Moment | undefined;
  /** Which date counts: when an item was added, when it was taken (the same, until that is read from files), or its publication. Default: "uploaded". */
  readonly datemode?: 'uploaded' | 'created' | 'creation' | 'taken' | 'published' | 'posted' | undefined;
  /** Only items with coordinates; no item here has that. */
  readonly has_coordinates_p?: boolean | undefined;
  /** Only items with a file on another platform; no item here has that. */
  readonly only_embedded_p?: boolean | undefined;
  /** Only items with a twin on another platform; no item here has that. */
  readonly only_native_synced_p?: boolean | undefined;
  /** Only items with a missing field that the site requires; no item here has that. */
  readonly fails_required_video_fields_p?: boolean | undefined;
  /** Only items with a post; no item here has that. */
  readonly require_photo_posts_p?: boolean | undefined;
  /** Only items with a project of the video editor; no item here has that. */
  readonly mischung_p?: boolean | undefined;
  /** Only items with a template of the video editor; no item here has that. */
  readonly mischung_template_p?: boolean | undefined;
  /** Only items with a draft of the video editor; no item here has that. */
  readonly mischung_draft_p?: boolean | undefined;
  /** Add player actions; no item here has any. Default: true. */
  readonly include_actions_p?: boolean | undefined;
  /** Add revisions; no item here has any. Default: true. */
  readonly include_revision_p?: boolean | undefined;
  /** Add posts; no item here has any. Default: false. */
  readonly include_photo_posts_p?: boolean | undefined;
  /** Add drafts; no item here has any. Default: false. */
  readonly include_mischung_draft_waiting_for_p?: boolean | undefined;
  /** Write addresses instead of paths. Default: false. */
  readonly use_full_urls_p?: boolean | undefined;
  /** Add what is still to be made of each file. Needs `read`. Default: false. */
  readonly include_pending_transcode_tasks_p?: boolean | undefined;
  /** Add the number of sections; always 0. Default: false. */
  readonly include_number_of_sections_p?: boolean | undefined;
  /** Add the group of each item; there are none. Default: false. */
  readonly include_user_group_p?: boolean | undefined;
  /** Add the webinar of each item; there are none. Default: false. */
  readonly include_live_name_p?: boolean | undefined;
  /** Where the request comes from, for statistics; nothing is counted here. */
  readonly source?: string | undefined;
  /** A player to fit the answer to; there are none here, so it changes nothing. */
  readonly player_id?: string | undefined;
  /** What to order by. What no item has yet (views, comments, ratings, lengths) orders nothing: then publication does. */
  readonly orderby?: 'published' | 'default-published' | 'posted' | 'uploaded' | 'created' | 'creation' | 'taken' | 'title' | 'views' | 'comments' | 'rating' | 'numratings' | 'video_length' | 'rank' | 'related' | undefined;
  /** Direction of the order. Default: "desc". */
  readonly order?: 'desc' | 'asc' | undefined;
  /** Show promoted items before all others. Default: true. */
  readonly prioritize_promoted_p?: boolean | undefined;
  /** Page to return, from 1. Expects a whole number, 1 to 1000000 (moved to the nearest when outside). Default: 1. */
  readonly p?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `photo/list`. */
export interface PhotoListItem {
  /** Number of the item. */
  readonly photo_id: number;
  /** Title. */
  readonly title: string;
  /** First part of the addresses of its files. */
  readonly tree_id: number;
  /** Opens this item together with its number. */
  readonly token: string;
  /** Whether everybody may see it. */
  readonly published_p: boolean;
  /** Path of its page, where it is watched. While it is protected, the page asks for the password. */
  readonly one: string;
  /** Canonical address, if one was given. */
  readonly absolute_url: string;
  /** The file name as the client gave it. */
  readonly original_filename: string;
  /** Number of its first album. */
  readonly album_id: number | null;
  /** Title of its first album. */
  readonly album_title: string;
  /** Whether its first album is hidden. */
  readonly album_hide_p: boolean;
  /** Numbers of its albums, separated by spaces. */
  readonly all_albums: string;
  /** When it was added, as date and time in UTC. */
  readonly creation_date_ansi: string;
  /** When it was added, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was added, as a date to show. */
  readonly creation_date__date: string;
  /** When it was added, as a time of day to show. */
  readonly creation_date__time: string;
  /** When it was or will be published, as date and time in UTC. */
  readonly publish_date_ansi: string;
  /** When it was or will be published, in seconds since 1970. */
  readonly publish_date_epoch: number | null;
  /** When it was or will be published, as a date to show. */
  readonly publish_date__date: string;
  /** When it was or will be published, as a time of day to show. */
  readonly publish_date__time: string;
  /** When it was taken; when the file does not tell, when it was added, as date and time in UTC. */
  readonly original_date_ansi: string;
  /** When it was taken; when the file does not tell, when it was added, as a date to show. */
  readonly original_date__date: string;
  /** When it was taken; when the file does not tell, when it was added, as a time of day to show. */
  readonly original_date__time: string;
  /** Always 0: views are not counted. */
  readonly view_count: number;
  /** Always 0: views are not counted. */
  readonly avg_playtime: number;
  /** Always 0. */
  readonly number_of_comments: number;
  /** How many albums it is in. */
  readonly number_of_albums: number;
  /** How many tags it has. */
  readonly number_of_tags: number;
  /** Always absent: items are not rated. */
  readonly photo_rating: number | null;
  /** Always 0. */
  readonly number_of_ratings: number;
  /** Whether it is a video. */
  readonly video_p: boolean;
  /** Whether it is sound without pictures. */
  readonly audio_p: boolean;
  /** Whether it is a video all of whose encodings exist. */
  readonly video_encoded_p: boolean;
  /** Length in whole seconds; absent until it is measured, and for pictures. */
  readonly video_length: number | null;
  /** Length in seconds; absent until it is measured, and for pictures. */
  readonly video_length_float: number | null;
  /** Length to show, such as `3:04`; empty until it is measured, and for pictures. */
  readonly video_length_fmt: string;
  /** Whether it is there before its file. */
  readonly placeholder_p: boolean;
  /** Always false. */
  readonly text_only_p: boolean;
  /** Whether it is shown before others. */
  readonly promoted_p: boolean;
  /** Whether its files need more than its token. */
  readonly protected_p: boolean;
  /** How it is protected: `password` or `custom`; empty when it is not. */
  readonly protection_method: string;
  /** Where players ask who may see it, for the method `custom`. */
  readonly protection_endpoint?: string | undefined;
  /** Opens its files while it is protected. Needs `read`, or is what was sent as `token`. */
  readonly protected_token?: string | undefined;
  /** Whether it shows all directions. */
  readonly video_360_p: boolean;
  /** Whether its still image shows all directions. */
  readonly thumbnail_360_p: boolean;
  /** What search engines are asked for: `index`, `noindex` or nothing. */
  readonly seo_policy: string;
  /** Whether viewers are offered captions. */
  readonly subtitles_p: boolean;
  /** Always false. */
  readonly sections_p: boolean;
  /** Always false. */
  readonly has_deck_p: boolean;
  /** Always false. */
  readonly has_external_url_p: boolean;
  /** Always false. */
  readonly mischung_p: boolean;
  /** Always false. */
  readonly mischung_template_p: boolean;
  /** Always false. */
  readonly mischung_draft_p: boolean;
  /** Always false. */
  readonly auth_user_has_tasks_p: boolean;
  /** Number of its owner. */
  readonly user_id: number;
  /** The owner's short name. */
  readonly username: string;
  /** The owner's name to show. */
  readonly display_name: string;
  /** Path of the owner's page; empty, there is none yet. */
  readonly user_url: string;
  /** Licence; 0 is none. */
  readonly license_id: number;
  /** Always empty. */
  readonly coordinates: string;
  /** Always absent. */
  readonly live_id: number | null;
  /** Always absent. */
  readonly mischung_template_photo_id: number | null;
  /** Who sent it to an open upload; for callers who may write, and only of such items. */
  readonly token_upload_name?: string | undefined;
  /** Mail address of who sent it to an open upload, likewise. */
  readonly token_upload_email?: string | undefined;
  /** Whether the caller owns it. */
  readonly auth_user_is_owner_p: boolean;
  /** Whether the caller may change it. */
  readonly auth_user_can_edit_p: boolean;
  /** Rendition `original`; empty while there is none. */
  readonly original_width: number | null;
  /** Rendition `original`; empty while there is none. */
  readonly original_height: number | null;
  /** Rendition `original`; empty while there is none. */
  readonly original_size: number | null;
  /** Rendition `original`; empty while there is none. */
  readonly original_download: string;
  /** Rendition `quad16`; empty while there is none. */
  readonly quad16_width: number | null;
  /** Rendition `quad16`; empty while there is none. */
  readonly quad16_height: number | null;
  /** Rendition `quad16`; empty while there is none. */
  readonly quad16_size: number | null;
  /** Rendition `quad16`; empty while there is none. */
  readonly quad16_download: string;
  /** Rendition `quad50`; empty while there is none. */
  readonly quad50_width: number | null;
  /** Rendition `quad50`; empty while there is none. */
  readonly quad50_height: number | null;
  /** Rendition `quad50`; empty while there is none. */
  readonly quad50_size: number | null;
  /** Rendition `quad50`; empty while there is none. */
  readonly quad50_download: string;
  /** Rendition `quad75`; empty while there is none. */
  readonly quad75_width: number | null;
  /** Rendition `quad75`; empty while there is none. */
  readonly quad75_height: number | null;
  /** Rendition `quad75`; empty while there is none. */
  readonly quad75_size: number | null;
  /** Rendition `quad75`; empty while there is none. */
  readonly quad75_download: string;
  /** Rendition `quad100`; empty while there is none. */
  readonly quad100_width: number | null;
  /** Rendition `quad100`; empty while there is none. */
  readonly quad100_height: number | null;
  /** Rendition `quad100`; empty while there is none. */
  readonly quad100_size: number | null;
  /** Rendition `quad100`; empty while there is none. */
  readonly quad100_download: string;
  /** Rendition `small`; empty while there is none. */
  readonly small_width: number | null;
  /** Rendition `small`; empty while there is none. */
  readonly small_height: number | null;
  /** Rendition `small`; empty while there is none. */
  readonly small_size: number | null;
  /** Rendition `small`; empty while there is none. */
  readonly small_download: string;
  /** Rendition `medium`; empty while there is none. */
  readonly medium_width: number | null;
  /** Rendition `medium`; empty while there is none. */
  readonly medium_height: number | null;
  /** Rendition `medium`; empty while there is none. */
  readonly medium_size: number | null;
  /** Rendition `medium`; empty while there is none. */
  readonly medium_download: string;
  /** Rendition `portrait`; empty while there is none. */
  readonly portrait_width: number | null;
  /** Rendition `portrait`; empty while there is none. */
  readonly portrait_height: number | null;
  /** Rendition `portrait`; empty while there is none. */
  readonly portrait_size: number | null;
  /** Rendition `portrait`; empty while there is none. */
  readonly portrait_download: string;
  /** Rendition `standard`; empty while there is none. */
  readonly standard_width: number | null;
  /** Rendition `standard`; empty while there is none. */
  readonly standard_height: number | null;
  /** Rendition `standard`; empty while there is none. */
  readonly standard_size: number | null;
  /** Rendition `standard`; empty while there is none. */
  readonly standard_download: string;
  /** Rendition `large`; empty while there is none. */
  readonly large_width: number | null;
  /** Rendition `large`; empty while there is none. */
  readonly large_height: number | null;
  /** Rendition `large`; empty while there is none. */
  readonly large_size: number | null;
  /** Rendition `large`; empty while there is none. */
  readonly large_download: string;
  /** Rendition `video_medium`; empty while there is none. */
  readonly video_medium_width: number | null;
  /** Rendition `video_medium`; empty while there is none. */
  readonly video_medium_height: number | null;
  /** Rendition `video_medium`; empty while there is none. */
  readonly video_medium_size: number | null;
  /** Rendition `video_medium`; empty while there is none. */
  readonly video_medium_download: string;
  /** Rendition `video_hd`; empty while there is none. */
  readonly video_hd_width: number | null;
  /** Rendition `video_hd`; empty while there is none. */
  readonly video_hd_height: number | null;
  /** Rendition `video_hd`; empty while there is none. */
  readonly video_hd_size: number | null;
  /** Rendition `video_hd`; empty while there is none. */
  readonly video_hd_download: string;
  /** Rendition `video_1080p`; empty while there is none. */
  readonly video_1080p_width: number | null;
  /** Rendition `video_1080p`; empty while there is none. */
  readonly video_1080p_height: number | null;
  /** Rendition `video_1080p`; empty while there is none. */
  readonly video_1080p_size: number | null;
  /** Rendition `video_1080p`; empty while there is none. */
  readonly video_1080p_download: string;
  /** Rendition `video_4k`; empty while there is none. */
  readonly video_4k_width: number | null;
  /** Rendition `video_4k`; empty while there is none. */
  readonly video_4k_height: number | null;
  /** Rendition `video_4k`; empty while there is none. */
  readonly video_4k_size: number | null;
  /** Rendition `video_4k`; empty while there is none. */
  readonly video_4k_download: string;
  /** Rendition `video_mobile_high`; empty while there is none. */
  readonly video_mobile_high_width: number | null;
  /** Rendition `video_mobile_high`; empty while there is none. */
  readonly video_mobile_high_height: number | null;
  /** Rendition `video_mobile_high`; empty while there is none. */
  readonly video_mobile_high_size: number | null;
  /** Rendition `video_mobile_high`; empty while there is none. */
  readonly video_mobile_high_download: string;
  /** Rendition `video_frames`; empty while there is none. */
  readonly video_frames_width: number | null;
  /** Rendition `video_frames`; empty while there is none. */
  readonly video_frames_height: number | null;
  /** Rendition `video_frames`; empty while there is none. */
  readonly video_frames_size: number | null;
  /** Rendition `video_frames`; empty while there is none. */
  readonly video_frames_download: string;
  /** Rendition `video_webm_360p`; empty while there is none. */
  readonly video_webm_360p_width: number | null;
  /** Rendition `video_webm_360p`; empty while there is none. */
  readonly video_webm_360p_height: number | null;
  /** Rendition `video_webm_360p`; empty while there is none. */
  readonly video_webm_360p_size: number | null;
  /** Rendition `video_webm_360p`; empty while there is none. */
  readonly video_webm_360p_download: string;
  /** Rendition `video_webm_720p`; empty while there is none. */
  readonly video_webm_720p_width: number | null;
  /** Rendition `video_webm_720p`; empty while there is none. */
  readonly video_webm_720p_height: number | null;
  /** Rendition `video_webm_720p`; empty while there is none. */
  readonly video_webm_720p_size: number | null;
  /** Rendition `video_webm_720p`; empty while there is none. */
  readonly video_webm_720p_download: string;
  /** Rendition `video_wmv`; empty while there is none. */
  readonly video_wmv_width: number | null;
  /** Rendition `video_wmv`; empty while there is none. */
  readonly video_wmv_height: number | null;
  /** Rendition `video_wmv`; empty while there is none. */
  readonly video_wmv_size: number | null;
  /** Rendition `video_wmv`; empty while there is none. */
  readonly video_wmv_download: string;
  /** Rendition `video_mobile_h263_amr`; empty while there is none. */
  readonly video_mobile_h263_amr_width: number | null;
  /** Rendition `video_mobile_h263_amr`; empty while there is none. */
  readonly video_mobile_h263_amr_height: number | null;
  /** Rendition `video_mobile_h263_amr`; empty while there is none. */
  readonly video_mobile_h263_amr_size: number | null;
  /** Rendition `video_mobile_h263_amr`; empty while there is none. */
  readonly video_mobile_h263_amr_download: string;
  /** Rendition `video_mobile_h263_aac`; empty while there is none. */
  readonly video_mobile_h263_aac_width: number | null;
  /** Rendition `video_mobile_h263_aac`; empty while there is none. */
  readonly video_mobile_h263_aac_height: number | null;
  /** Rendition `video_mobile_h263_aac`; empty while there is none. */
  readonly video_mobile_h263_aac_size: number | null;
  /** Rendition `video_mobile_h263_aac`; empty while there is none. */
  readonly video_mobile_h263_aac_download: string;
  /** Rendition `video_mobile_mpeg4_amr`; empty while there is none. */
  readonly video_mobile_mpeg4_amr_width: number | null;
  /** Rendition `video_mobile_mpeg4_amr`; empty while there is none. */
  readonly video_mobile_mpeg4_amr_height: number | null;
  /** Rendition `video_mobile_mpeg4_amr`; empty while there is none. */
  readonly video_mobile_mpeg4_amr_size: number | null;
  /** Rendition `video_mobile_mpeg4_amr`; empty while there is none. */
  readonly video_mobile_mpeg4_amr_download: string;
  /** Rendition `audio`; empty while there is none. */
  readonly audio_width: number | null;
  /** Rendition `audio`; empty while there is none. */
  readonly audio_height: number | null;
  /** Rendition `audio`; empty while there is none. */
  readonly audio_size: number | null;
  /** Rendition `audio`; empty while there is none. */
  readonly audio_download: string;
  /** Bytes of all files of the rendition `video_hls`; 0 while there is none. */
  readonly video_hls_size: number | null;
  /** Rendition `video_hls`; empty while there is none. */
  readonly video_hls_download: string;
  /** WebVTT track that says which part of `video_frames` belongs to which time; empty while there is none. */
  readonly video_frames_track_download: string;
  /** Path of the stored file, byte for byte as it was sent; empty for a placeholder, and when the caller may not have it. */
  readonly source_download: string;
  /** `stored`; or, of a placeholder: `awaited`, `fetching`, or `failed` when it could not be fetched. */
  readonly source_state: 'stored' | 'awaited' | 'fetching' | 'failed';
  /** How far the processing of the stored file is; `none`: nothing is made from such a file. Empty for a placeholder. */
  readonly media_state: '' | 'pending' | 'processing' | 'ready' | 'failed' | 'none';
  /** Why the processing failed, or why nothing is made; empty otherwise. */
  readonly media_reason: string;
  /** Why the file could not be fetched, or not yet; empty otherwise. */
  readonly source_error: string;
  /** Whether browsers play the stored file as it is: then there is no need to wait for encodings. */
  readonly source_web_ready_p: boolean;
  /** Size of the stored file in bytes. */
  readonly source_size: number;
  /** MIME type found in the stored file; `application/octet-stream` for a placeholder. */
  readonly source_content_type: string;
  /** SHA-256 of the stored file, hex; empty until it is computed. */
  readonly source_sha256: string;
  /** What is still to be made of the file. */
  readonly pending_transcode_tasks?: readonly string[] | undefined;
  /** Always 0. */
  readonly number_of_sections?: number | null | undefined;
  /** Always absent. */
  readonly user_group_id?: number | null | undefined;
  /** Always empty. */
  readonly user_group_name?: string | undefined;
  /** Always empty. */
  readonly live_name?: string | undefined;
  /** Always empty. */
  readonly live_start_time?: string | undefined;
  /** Description, HTML. */
  readonly content: string;
  /** Description without HTML. */
  readonly content_text: string;
  /** Always empty. */
  readonly before_download_type: string;
  /** Always empty. */
  readonly before_link: string;
  /** Always empty. */
  readonly before_download_url: string;
  /** Always empty. */
  readonly after_download_type: string;
  /** Always empty. */
  readonly after_link: string;
  /** Always empty. */
  readonly after_download_url: string;
  /** Always empty. */
  readonly after_text: string;
  /** Always empty. */
  readonly locale: string;
  /** Always empty. */
  readonly location: string;
  /** Always empty. */
  readonly user_profile_image_url: string;
  /** Always empty. */
  readonly mischung_template_icon: string;
  /** Tags; in version 1 one text, separated by commas. */
  readonly tags: readonly string[];
}

/** Parameters of `photo/update`. */
export interface PhotoUpdateParameters {
  /** The item; needed without `update_token`. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** The right to change one item, instead of `write`. */
  readonly update_token?: string | undefined;
  /** Albums: one number, or several separated by commas; they replace the former ones. */
  readonly album_id?: readonly number[] | undefined;
  /** Title of an album, which is made when there is none. Beside the albums of `album_id`. */
  readonly album_title?: string | undefined;
  /** Title; HTML is removed. Empty: the name of the file. */
  readonly title?: string | undefined;
  /** Description; simple HTML is kept. */
  readonly description?: string | undefined;
  /** The same as `description`. */
  readonly content?: string | undefined;
  /** How the description is written; HTML unless told otherwise. */
  readonly content_format?: 'text/html' | 'text/enhanced' | 'text/plain' | undefined;
  /** Tags, separated by commas or spaces; they replace the former ones. */
  readonly tags?: string | undefined;
  /** Whether everybody may see it. */
  readonly published_p?: boolean | undefined;
  /** The same as `published_p`. */
  readonly publish?: boolean | undefined;
  /** When it was published, or is to be: until then it is unpublished. Empty: no date any more. */
  readonly publish_date?: string | undefined;
  /** Time zone of `publish_date`, such as `Europe/Copenhagen`, if it carries no offset; else UTC. */
  readonly timezone?: string | undefined;
  /** Whether it is shown before others. */
  readonly promoted_p?: boolean | undefined;
  /** Canonical address; empty for none. */
  readonly absolute_url?: string | undefined;
  /** What search engines are asked for; empty leaves it to the site. */
  readonly seo_policy?: 'index' | 'noindex' | undefined;
  /** Whether it shows all directions. */
  readonly video_360_p?: boolean | undefined;
  /** Whether its still image shows all directions. */
  readonly thumbnail_360_p?: boolean | undefined;
}

/** Parameters of `photo/subtitle/list`. */
export interface PhotoSubtitleListParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** The token of the item; not needed with `read`. */
  readonly token?: string | undefined;
  /** List drafts, too. Needs `read`. Default: false. */
  readonly include_drafts_p?: boolean | undefined;
}

/** An object in the answer of `photo/subtitle/list`. */
export interface PhotoSubtitleListItem {
  /** Number of the item. */
  readonly photo_id: number;
  /** Language, such as `en_US`. */
  readonly locale: string;
  /** What the language is called in menus. */
  readonly language: string;
  /** `general`, `closedcaptions` or `audiodescriptions`. */
  readonly type: string;
  /** Whether viewers do not get them yet. */
  readonly draft_p: boolean;
  /** Whether they are shown without being asked for. */
  readonly default_p: boolean;
  /** Address of the WebVTT file; empty for drafts, and when the caller may not have the bytes of the item. */
  readonly href: string;
}

/** Parameters of `photo/subtitle/upload`. */
export interface PhotoSubtitleUploadParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** Language of the captions, such as `en` or `en_US`. */
  readonly locale: string;
  /** What they are for: `general` translates, `closedcaptions` has everything that is heard, `audiodescriptions` what is seen. Default: "general". */
  readonly type?: 'general' | 'closedcaptions' | 'audiodescriptions' | undefined;
  /** The SRT or WebVTT file, UTF-8, at most 2 MiB; as a file or as a text. */
  readonly file: string;
  /** What the language is called in menus; its English name unless given. */
  readonly language?: string | undefined;
  /** Keep them from viewers. Default: false. */
  readonly draft_p?: boolean | undefined;
  /** Show them without being asked for, in place of others. Default: false. */
  readonly default_p?: boolean | undefined;
}

/** Parameters of `photo/subtitle/remove`. */
export interface PhotoSubtitleRemoveParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** Language of the captions, such as `en` or `en_US`. */
  readonly locale: string;
  /** What they are for: `general` translates, `closedcaptions` has everything that is heard, `audiodescriptions` what is seen. Default: "general". */
  readonly type?: 'general' | 'closedcaptions' | 'audiodescriptions' | undefined;
}

/** Parameters of `photo/get-update-token`. */
export interface PhotoGetUpdateTokenParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** How often it may be used. Expects a whole number, 1 to 1000 (moved to the nearest when outside). Default: 1. */
  readonly max_uses?: number | undefined;
  /** How long it may be used, in minutes. Expects a whole number, 15 to 1440 (moved to the nearest when outside). Default: 180. */
  readonly valid_minutes?: number | undefined;
}

/** The answer of `photo/get-update-token`. */
export interface PhotoGetUpdateTokenResult {
  /** The item. */
  readonly photo_id: number | null;
  /** How often it may be used. */
  readonly max_uses: number | null;
  /** How long it may be used, in minutes. */
  readonly valid_minutes: number | null;
  /** Until when it may be used, in seconds since 1970. */
  readonly valid_until: number | null;
  /** The token to send as `update_token`. */
  readonly update_token: string;
}

/** Parameters of `photo/delete`. */
export interface PhotoDeleteParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
}

/** Parameters of `photo/upload-url`. */
export interface PhotoUploadUrlParameters {
  /** Address of the file: http or https, without a password. */
  readonly url: string;
  /** Whether everybody may see the item at once. Default: true. */
  readonly publish?: boolean | undefined;
  /** Title; HTML is removed. Without one, the last part of the address. */
  readonly title?: string | undefined;
  /** Description. */
  readonly content?: string | undefined;
  /** How `content` is written. Default: "text/html". */
  readonly content_format?: 'text/html' | 'text/enhanced' | 'text/plain' | undefined;
  /** Tags, separated by commas. */
  readonly tags?: string | undefined;
  /** Albums for the item: one number, or several separated by commas. */
  readonly album_id?: readonly number[] | undefined;
  /** When it was published, or is to be: then it is not published at once. */
  readonly publish_date?: Moment | undefined;
  /** Owner of the item. Counts only at `super`; otherwise it is the user of the key. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `photo/upload-url`. */
export interface PhotoUploadUrlResult {
  /** Number of the item. */
  readonly photo_id: number;
  /** First part of the addresses of its files. */
  readonly tree_id: number;
  /** Opens the item together with its number. */
  readonly token: string;
}

/** Parameters of `album/create`. */
export interface AlbumCreateParameters {
  /** Title; HTML is removed. */
  readonly title: string;
  /** Description; simple HTML is kept. */
  readonly description?: string | undefined;
  /** Hide the album from callers below `read`. Default: false. */
  readonly hide_p?: boolean | undefined;
  /** Owner. Counts only at `super`; otherwise the owner is the user of the key. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `album/create`. */
export interface AlbumCreateResult {
  /** Number of the new album. */
  readonly album_id: number;
  /** Opens the album together with its number. */
  readonly token: string;
}

/** Parameters of `album/list`. */
export interface AlbumListParameters {
  /** Only this album. Expects a whole number, at least 1. */
  readonly album_id?: number | undefined;
  /** Only albums of this item. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** Only albums of this user. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
  /** Only albums with this in the title or the description. */
  readonly search?: string | undefined;
  /** Include hidden albums. Needs `read`. Default: false. */
  readonly include_hidden_p?: boolean | undefined;
  /** What to order by. Nothing sets the sort key of an album: that order is the one of creation. Default: "creation_date". */
  readonly orderby?: 'creation_date' | 'sortkey' | 'title' | 'editing_date' | undefined;
  /** Direction of the order. Default: "desc". */
  readonly order?: 'desc' | 'asc' | undefined;
  /** Page to return, from 1. Expects a whole number, 1 to 1000000 (moved to the nearest when outside). Default: 1. */
  readonly p?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `album/list`. */
export interface AlbumListItem {
  /** Number of the album. */
  readonly album_id: number;
  /** Title. */
  readonly title: string;
  /** Day it was made, to show. */
  readonly pretty_date: string;
  /** Time of day it was made, to show. */
  readonly pretty_time: string;
  /** Path of its page; empty, there is none yet. */
  readonly one: string;
  /** When it was made, as date and time in UTC. */
  readonly creation_date_ansi: string;
  /** Number of its owner. */
  readonly user_id: number;
  /** Path of the owner's page; empty, there is none yet. */
  readonly user_url: string;
  /** The owner's short name. */
  readonly username: string;
  /** Opens the album together with its number. Needs `read`. */
  readonly token?: string | undefined;
  /** Whether it is hidden. Needs `read`. */
  readonly hide_p?: boolean | undefined;
  /** Description, HTML. */
  readonly content: string;
  /** Description without HTML. */
  readonly content_text: string;
}

/** Parameters of `openupload/list`. */
export interface OpenuploadListParameters {
  /** Only this one. Expects a whole number, at least 1. */
  readonly token_upload_id?: number | undefined;
  /** Its token, which opens one that is not public. */
  readonly token?: string | undefined;
  /** Has no effect: applications see what everybody sees. */
  readonly app_p?: boolean | undefined;
  /** Page to return, from 1. Expects a whole number, 1 to 1000000 (moved to the nearest when outside). Default: 1. */
  readonly p?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `openupload/list`. */
export interface OpenuploadListItem {
  /** Number of the open upload. */
  readonly token_upload_id: number;
  /** Its name. */
  readonly name: string;
  /** The token to send as `token`, together with its number. */
  readonly token: string;
  /** Whether everybody may see the items at once. */
  readonly default_publish_p: boolean;
  /** Whether uploaders choose albums. */
  readonly change_album_p: boolean;
  /** Whether uploaders choose tags. */
  readonly change_tags_p: boolean;
  /** Whether uploaders publish and unpublish. */
  readonly change_publish_p: boolean;
  /** Whether uploaders must give a name. */
  readonly require_name_p: boolean;
  /** Whether uploaders must give a mail address. */
  readonly require_email_p: boolean;
  /** Whether everybody may find it. */
  readonly public_p: boolean;
  /** What uploaders agree to. */
  readonly terms: string;
  /** Always false. */
  readonly enable_attachments_p: boolean;
  /** Albums of the items, unless uploaders choose others. */
  readonly album_id?: string | undefined;
  /** Tags of the items, unless uploaders choose others. */
  readonly tags?: string | undefined;
  /** Largest file in bytes; absent when the limit of the site counts. */
  readonly max_file_size?: number | null | undefined;
  /** Types that are accepted; empty when those of the site count. */
  readonly allowed_types?: string | undefined;
  /** Owner of the items. */
  readonly user_id?: number | undefined;
}

/** Parameters of `openupload/update-file`. */
export interface OpenuploadUpdateFileParameters {
  /** The open upload. Expects a whole number, at least 1. */
  readonly token_upload_id: number;
  /** The token of the open upload. */
  readonly token: string;
  /** The key that openupload/upload-file answered with. */
  readonly upload_key: string;
  /** Albums, if the open upload leaves them to you: one number, or several. */
  readonly album_id?: readonly number[] | undefined;
  /** Title; HTML is removed. Without one, the name of the file. */
  readonly title?: string | undefined;
  /** Description; simple HTML is kept. */
  readonly content?: string | undefined;
  /** Tags, if the open upload leaves them to you, separated by commas or spaces. */
  readonly tags?: string | undefined;
  /** Your name; some open uploads ask for it. */
  readonly uploader_name?: string | undefined;
  /** Your mail address; some open uploads ask for it. */
  readonly uploader_email?: string | undefined;
  /** Whether everybody may see the item, if the open upload leaves it to you. */
  readonly publish_p?: boolean | undefined;
}

/** Parameters of `openupload/create`. */
export interface OpenuploadCreateParameters {
  /** Its name; HTML is removed. */
  readonly name: string;
  /** Publish the items at once. On unless told. */
  readonly default_publish_p?: boolean | undefined;
  /** Let uploaders choose albums. Off unless told. */
  readonly change_album_p?: boolean | undefined;
  /** Let uploaders choose tags. Off unless told. */
  readonly change_tags_p?: boolean | undefined;
  /** Let uploaders publish and unpublish what they sent. Off unless told. */
  readonly change_publish_p?: boolean | undefined;
  /** Ask uploaders for their name. Off unless told. */
  readonly require_name_p?: boolean | undefined;
  /** Ask uploaders for their mail address. Off unless told. */
  readonly require_email_p?: boolean | undefined;
  /** Let everybody find it, with its token. Off unless told. */
  readonly public_p?: boolean | undefined;
  /** What uploaders agree to; plain text. */
  readonly terms?: string | undefined;
  /** Albums of the items, unless uploaders choose others. */
  readonly album_id?: readonly number[] | undefined;
  /** Tags of the items, unless uploaders choose others. */
  readonly tags?: string | undefined;
  /** Largest file in bytes, if less than the site's limit. Expects a whole number, at least 1. */
  readonly max_file_size?: number | undefined;
  /** Families or MIME types to accept instead of the site's; `*` accepts any file. */
  readonly allowed_types?: readonly string[] | undefined;
  /** Owner of the items. Counts only at `super`; otherwise it is the user of the key. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** Parameters of `openupload/update`. */
export interface OpenuploadUpdateParameters {
  /** The open upload. Expects a whole number, at least 1. */
  readonly token_upload_id: number;
  /** Its name; HTML is removed. */
  readonly name?: string | undefined;
  /** Publish the items at once. On unless told. */
  readonly default_publish_p?: boolean | undefined;
  /** Let uploaders choose albums. Off unless told. */
  readonly change_album_p?: boolean | undefined;
  /** Let uploaders choose tags. Off unless told. */
  readonly change_tags_p?: boolean | undefined;
  /** Let uploaders publish and unpublish what they sent. Off unless told. */
  readonly change_publish_p?: boolean | undefined;
  /** Ask uploaders for their name. Off unless told. */
  readonly require_name_p?: boolean | undefined;
  /** Ask uploaders for their mail address. Off unless told. */
  readonly require_email_p?: boolean | undefined;
  /** Let everybody find it, with its token. Off unless told. */
  readonly public_p?: boolean | undefined;
  /** What uploaders agree to; plain text. */
  readonly terms?: string | undefined;
  /** Albums of the items, unless uploaders choose others. */
  readonly album_id?: readonly number[] | undefined;
  /** Tags of the items, unless uploaders choose others. */
  readonly tags?: string | undefined;
  /** Largest file in bytes, if less than the site's limit. Expects a whole number, at least 1. */
  readonly max_file_size?: number | undefined;
  /** Families or MIME types to accept instead of the site's; `*` accepts any file. */
  readonly allowed_types?: readonly string[] | undefined;
  /** Owner of the items. Counts only at `super`; otherwise it is the user of the key. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** Parameters of `openupload/delete`. */
export interface OpenuploadDeleteParameters {
  /** The open upload. Expects a whole number, at least 1. */
  readonly token_upload_id: number;
}

/** Parameters of `photo/get-transcoding-progress`. */
export interface PhotoGetTranscodingProgressParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly photo_id: number;
  /** Write percentages instead of fractions. Default: false. */
  readonly percentage_formated_p?: boolean | undefined;
}

/** Parameters of `album/update`. */
export interface AlbumUpdateParameters {
  /** The album. Expects a whole number, at least 1. */
  readonly album_id: number;
  /** Title; HTML is removed. */
  readonly title?: string | undefined;
  /** Description; simple HTML is kept. */
  readonly description?: string | undefined;
  /** Whether it is hidden from callers below `read`. */
  readonly hide_p?: boolean | undefined;
}

/** Parameters of `album/delete`. */
export interface AlbumDeleteParameters {
  /** The album. Expects a whole number, at least 1. */
  readonly album_id: number;
}

/** Parameters of `tag/list`. */
export interface TagListParameters {
  /** Only tags with this in them. */
  readonly search?: string | undefined;
  /** Write machine tags as people read them: `people:Santa-Claus` as `Santa Claus`. Default: false. */
  readonly reformat_tags_p?: boolean | undefined;
  /** Leave out machine tags, such as `people:Santa-Claus`. Default: false. */
  readonly exclude_machine_tags_p?: boolean | undefined;
  /** Only machine tags. Default: false. */
  readonly only_machine_tags_p?: boolean | undefined;
  /** Count published items only. Below `read` that is always so. Default: false. */
  readonly only_published_p?: boolean | undefined;
  /** What to order by. Default: "tag". */
  readonly orderby?: 'tag' | 'count' | undefined;
  /** Direction of the order; `asc` for tags and `desc` for counts unless told otherwise. */
  readonly order?: 'desc' | 'asc' | undefined;
  /** Page to return, from 1. Expects a whole number, 1 to 1000000 (moved to the nearest when outside). Default: 1. */
  readonly p?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `tag/list`. */
export interface TagListItem {
  /** The tag. */
  readonly tag: string;
  /** How many items have it. */
  readonly count: number | null;
  /** Path of its page; empty, there is none yet. */
  readonly url: string;
}

/** Parameters of `tag/related`. */
export interface TagRelatedParameters {
  /** The tag. */
  readonly tag: string;
}

/** An object in the answer of `tag/related`. */
export interface TagRelatedItem {
  /** The tag. */
  readonly tag: string;
  /** Path of its page; empty, there is none yet. */
  readonly url: string;
}

/** Parameters of `protection/protect`. */
export interface ProtectionProtectParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly object_id?: number | undefined;
  /** The same as `object_id`. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** `photo`, if anything. */
  readonly object_type?: string | undefined;
  /** A webinar; there are none here. */
  readonly live_id?: string | undefined;
  /** `password`, or `custom`: an application of your own decides, and hands out the token. */
  readonly protection_method: string;
  /** The password, for the method `password`. */
  readonly password?: string | undefined;
  /** The address that players ask, for the method `custom`. */
  readonly endpoint?: string | undefined;
  /** How long the former `protected_token` goes on opening the object, in minutes. Expects a whole number, 0 to 10080 (moved to the nearest when outside). Default: 0. */
  readonly grace_minutes?: number | undefined;
}

/** The answer of `protection/protect`. */
export interface ProtectionProtectResult {
  /** Number of the object. */
  readonly object_id: number | null;
  /** Always `photo`. */
  readonly object_type: string;
  /** How it is protected. */
  readonly protection_method: string;
  /** What the method goes by: `password` or `endpoint`, and its value. */
  readonly protection_data: string;
  /** Opens the files of the object, in place of its token. */
  readonly protected_token: string;
  /** The password; it is never shown again. */
  readonly password?: string | undefined;
  /** Where players ask who may see it. */
  readonly endpoint?: string | undefined;
}

/** Parameters of `protection/unprotect`. */
export interface ProtectionUnprotectParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly object_id?: number | undefined;
  /** The same as `object_id`. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** `photo`, if anything. */
  readonly object_type?: string | undefined;
  /** A webinar; there are none here. */
  readonly live_id?: string | undefined;
  /** How long the former `protected_token` goes on opening the object, in minutes. Expects a whole number, 0 to 10080 (moved to the nearest when outside). Default: 0. */
  readonly grace_minutes?: number | undefined;
}

/** Parameters of `protection/verify`. */
export interface ProtectionVerifyParameters {
  /** The item. Expects a whole number, at least 1. */
  readonly object_id?: number | undefined;
  /** The same as `object_id`. Expects a whole number, at least 1. */
  readonly photo_id?: number | undefined;
  /** `photo`, if anything. */
  readonly object_type?: string | undefined;
  /** A webinar; there are none here. */
  readonly live_id?: string | undefined;
  /** How the item is protected. */
  readonly protection_method: string;
  /** The password. */
  readonly verification_data?: string | undefined;
}

/** The answer of `protection/verify`. */
export interface ProtectionVerifyResult {
  /** Number of the object. */
  readonly object_id: number | null;
  /** Always `photo`. */
  readonly object_type: string;
  /** Opens the files of the object, in place of its token. */
  readonly protected_token: string;
}

/** Parameters of `site/get`. */
export interface SiteGetParameters {
  /** Add quotas; there are none, so it changes nothing. Default: true. */
  readonly include_quota_p?: boolean | undefined;
}

/** The answer of `site/get`. */
export interface SiteGetResult {
  /** Number of the site; one installation is one site. */
  readonly site_id: number;
  /** Name of the site. */
  readonly site_name: string;
  /** Kind of site. */
  readonly product_key: string;
  /** Whether visitors may sign up. */
  readonly allow_signup_p: boolean;
  /** Short name of the site. */
  readonly site_key: string;
  /** Licence of new items; 0 is none. */
  readonly license_id: number;
  /** Host name of the site. */
  readonly domain: string;
  /** Language and country. */
  readonly locale: string;
  /** Always empty. */
  readonly company_name: string;
  /** Address of the site. */
  readonly site_url: string;
  /** Address without TLS. */
  readonly http_url: string;
  /** Address with TLS. */
  readonly https_url: string;
  /** Always `production`. */
  readonly environment: string;
  /** Always empty. */
  readonly date_format: string;
  /** Always empty. */
  readonly time_format: string;
  /** Always empty. */
  readonly files_folder: string;
  /** Always false. */
  readonly enable_webinar_polls_p: boolean;
  /** Always false. */
  readonly enable_webinar_engagement_tab_p: boolean;
  /** Always false. */
  readonly enable_webinar_overlays_p: boolean;
  /** Always false. */
  readonly enable_webinar_promo_overlays_p: boolean;
  /** Always empty. */
  readonly mischung_recording_split_seconds: string;
}

/** Parameters of `upload-token/get`. */
export interface UploadTokenGetParameters {
  /** The token. */
  readonly upload_token: string;
}

/** The answer of `upload-token/get`. */
export interface UploadTokenGetResult {
  /** `open`: files may begin. `used_up`, `expired`: only those that have begun go on. */
  readonly state: string;
  /** Largest file in bytes. */
  readonly max_file_size: number;
  /** Families or MIME types that are accepted, separated by commas; `*` is any file. */
  readonly allowed_types: string;
  /** How many files the token takes. */
  readonly max_uploads: number;
  /** How many of them are left. */
  readonly uses_left: number;
  /** Until when a file may begin, in seconds since 1970. */
  readonly valid_until: number;
  /** Smallest chunk, except for the last of a file. */
  readonly min_chunk_bytes: number;
  /** Largest chunk. */
  readonly max_chunk_bytes: number;
}

/** Parameters of `upload-token/list`. */
export interface UploadTokenListParameters {
  /** Continue after the token with this `upload_token_id`. */
  readonly before?: string | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `upload-token/list`. */
export interface UploadTokenListItem {
  /** Names the token; it is not the secret. */
  readonly upload_token_id: string;
  /** The last four characters of the secret. */
  readonly upload_token_hint: string;
  /** Title for the items. */
  readonly title: string;
  /** Description for the items, HTML. */
  readonly description: string;
  /** Whether items are published at once: `1` or `0`, in version 2 `t` or `f`. */
  readonly publish: string;
  /** Tags for the items, separated by commas. */
  readonly tags: string;
  /** Owner of the items. */
  readonly user_id: number;
  /** Album for the items; a text of numbers when there are several. */
  readonly album_id: number | string | null;
  /** How many files the token takes. */
  readonly max_uploads: number;
  /** How long a file may begin, in minutes. */
  readonly valid_minutes: number;
  /** Until when a file may begin, in seconds since 1970. */
  readonly valid_until: number;
  /** Where the browser is sent, or what is called. */
  readonly return_url: string;
  /** Whether the server makes the call. */
  readonly background_return_p: boolean;
  /** The same as `tags`. */
  readonly token_tags: string;
  /** Canonical address of the items. */
  readonly absolute_url: string;
  /** When the items are to be published. */
  readonly publish_date: string;
  /** Always false. */
  readonly crossposted_p: boolean;
  /** Largest file in bytes; absent when the limit of the site counts. */
  readonly max_file_size: number | null;
  /** Types that are accepted; empty when those of the site count. */
  readonly allowed_types: string;
  /** Files completed with it. */
  readonly completed_uploads: number;
  /** Whether it was withdrawn. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
}

/** Parameters of `upload-token/revoke`. */
export interface UploadTokenRevokeParameters {
  /** The `upload_token_id` of the token, not its secret. */
  readonly upload_token_id: string;
}

/** Parameters of `upload/list`. */
export interface UploadListParameters {
  /** Only uploads in this state. */
  readonly state?: 'receiving' | 'completed' | 'cancelled' | 'expired' | 'failed' | undefined;
  /** Only uploads that were begun with this token. */
  readonly upload_token_id?: string | undefined;
  /** Whether to tell which parts of each file are stored. Default: false. */
  readonly include_ranges_p?: boolean | undefined;
  /** Continue after the upload with this `upload_id`. */
  readonly before?: string | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `upload/list`. */
export interface UploadListItem {
  /** Names the upload. */
  readonly upload_id: string;
  /** The token it was begun with. */
  readonly upload_token_id: string;
  /** `receiving`, `completed`, `cancelled`, `expired` or `failed`. */
  readonly state: 'receiving' | 'completed' | 'cancelled' | 'expired' | 'failed';
  /** The file name as the client gave it. */
  readonly filename: string;
  /** What the client calls the file; empty for a plain form. */
  readonly identifier: string;
  /** Size of the file in bytes. */
  readonly size: number;
  /** Bytes that are safely stored. */
  readonly received: number;
  /** MIME type found in the first bytes; empty until they are here. */
  readonly content_type: string;
  /** The item made of it; absent until it is completed. */
  readonly photo_id: number | null;
  /** Why it failed; empty otherwise. */
  readonly error_code: string;
  /** Why it failed, as a sentence; empty otherwise. */
  readonly error_message: string;
  /** When it began, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When bytes last arrived, in seconds since 1970. */
  readonly last_activity_epoch: number | null;
  /** When it was completed, in seconds since 1970. */
  readonly completion_date_epoch: number | null;
  /** How fast bytes came lately; 0 when none come. */
  readonly bytes_per_second: number;
  /** Requests that bring bytes of it now. */
  readonly connections: number;
  /** Whether it is unfinished, and no byte of it came for a minute. */
  readonly stuck_p: boolean;
  /** The title that the token gives to items; empty when it gives none. */
  readonly token_title: string;
  /** The last four characters of the token; empty when none was shown. */
  readonly token_hint: string;
  /** The parts of the file that are safely stored, if `include_ranges_p` asks for them. */
  readonly ranges?: ReadonlyArray<{
    /** The first byte. */
    readonly start: number;
    /** The byte after the last. */
    readonly end: number;
  }> | undefined;
}

/** Parameters of `upload/cancel`. */
export interface UploadCancelParameters {
  /** The upload. */
  readonly upload_id: string;
}

/** Parameters of `event/list`. */
export interface EventListParameters {
  /** Only events of this type. */
  readonly event?: 'upload.started' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'photo.added' | 'photo.updated' | 'photo.replaced' | 'photo.published' | 'photo.encoded' | 'photo.deleted' | 'album.created' | 'album.updated' | 'album.deleted' | 'album.photo_added' | 'album.photo_removed' | undefined;
  /** Continue after the event with this `id`. */
  readonly before?: string | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** Parameters of `statistics/list`. */
export interface StatisticsListParameters {
  /** Beginning; the period that it lies in is counted whole. */
  readonly from?: Moment | undefined;
  /** End; now, without it. */
  readonly to?: Moment | undefined;
  /** How long a period is. Without `from`, the last 7 days are told by the hour, the last 90 by the day. Default: "hour". */
  readonly step?: 'hour' | 'day' | undefined;
}

/** An object in the answer of `statistics/list`. */
export interface StatisticsListItem {
  /** When the period begins, in seconds since 1970. */
  readonly from_epoch: number | null;
  /** Files that began to arrive. */
  readonly uploads_started: number;
  /** Files that were completed. */
  readonly uploads_completed: number;
  /** Files that were refused, or could not be fetched. */
  readonly uploads_failed: number;
  /** Unfinished files that were given up. */
  readonly uploads_cancelled: number;
  /** Unfinished files that were forgotten. */
  readonly uploads_expired: number;
  /** Bytes of the completed files. */
  readonly bytes_in: number;
  /** Files of items that were given out from their beginning. */
  readonly downloads: number;
  /** Bytes of files of items that were given out. */
  readonly bytes_out: number;
  /** Items with a file. As it was at the end; absent when the server did not run. */
  readonly stored_files: number | null;
  /** Bytes of these files. As it was at the end; absent when the server did not run. */
  readonly stored_bytes: number | null;
  /** Bytes of what was made from them. As it was at the end; absent when the server did not run. */
  readonly rendition_bytes: number | null;
}

/** Parameters of `audit/list`. */
export interface AuditListParameters {
  /** Only this method, such as `key/create`. */
  readonly action?: string | undefined;
  /** Only what this user did. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
  /** Continue after the entry with this `audit_id`. Expects a whole number, at least 1. */
  readonly before?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `audit/list`. */
export interface AuditListItem {
  /** Names the entry; later ones have greater numbers. */
  readonly audit_id: number;
  /** When it was done, in seconds since 1970. */
  readonly date_epoch: number | null;
  /** What was done: the method, such as `key/create`. */
  readonly action: string;
  /** What it was done to, and how. There are never secrets among it. */
  readonly details: ReadonlyArray<{
    /** A parameter, or a field of the answer. */
    readonly name: string;
    /** Its value, 300 characters at most. */
    readonly value: string;
  }>;
  /** What the caller might do. */
  readonly level: string;
  /** The key of the caller; empty for others. */
  readonly key_id: string;
  /** The user who did it. */
  readonly user_id: number | null;
  /** The OAuth consumer that did it for the user. */
  readonly consumer_id: number | null;
  /** The network address that the request came from. */
  readonly address: string;
}

/** Parameters of `delivery/list`. */
export interface DeliveryListParameters {
  /** Only calls about this upload. */
  readonly upload_id?: string | undefined;
  /** Only calls in this state. */
  readonly state?: 'pending' | 'delivered' | 'failed' | undefined;
  /** Continue after the call with this `delivery_id`. Expects a whole number, at least 1. */
  readonly before?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `delivery/list`. */
export interface DeliveryListItem {
  /** Number of the call. */
  readonly delivery_id: number;
  /** The upload it tells about. */
  readonly upload_id: string;
  /** The item it tells about; absent when there is none. */
  readonly photo_id: number | null;
  /** Address to call; `{upload_token}` stands for the token, which is not shown. */
  readonly url: string;
  /** `pending`, `held` (until its webhook is resumed), `delivered` or `failed`. */
  readonly state: 'pending' | 'held' | 'delivered' | 'failed';
  /** How often it was tried. */
  readonly number_of_attempts: number;
  /** When it is tried next; absent while it is held or has ended. */
  readonly next_attempt_epoch: number | null;
  /** When it became owed, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was delivered or given up, in seconds since 1970. */
  readonly end_date_epoch: number | null;
  /** Every try: when, how long, what came back. */
  readonly attempts: ReadonlyArray<{
    /** When it was tried, in seconds since 1970. */
    readonly date_epoch: number | null;
    /** How long it took, in milliseconds. */
    readonly duration_ms: number;
    /** HTTP status of the answer; absent when there was none. */
    readonly status: number | null;
    /** Why there was no answer; empty otherwise. */
    readonly error: string;
  }>;
}

/** Parameters of `delivery/replay`. */
export interface DeliveryReplayParameters {
  /** The callback, as `delivery/list` numbers it. Expects a whole number, at least 1. */
  readonly delivery_id: number;
}

/** Parameters of `webhook/events`. */
export interface WebhookEventsParameters {
  /** Refuse callers who may not subscribe. Default: false. */
  readonly test_authentication_p?: boolean | undefined;
}

/** An object in the answer of `webhook/events`. */
export interface WebhookEventsItem {
  /** What `webhook/subscribe` takes. */
  readonly event: string;
  /** When it happens. */
  readonly description: string;
}

/** An object in the answer of `webhook/list`. */
export interface WebhookListItem {
  /** Number of the webhook. */
  readonly webhook_id: number;
  /** What it is subscribed to, as it was named. */
  readonly event: string;
  /** Where it is sent. */
  readonly target_url: string;
  /** `active`, `paused` or `disabled`. */
  readonly state: 'active' | 'paused' | 'disabled';
  /** Why it is not active: `requested`, `failing` (for too long) or `gone` (its target answered 410). */
  readonly state_reason: string;
  /** The OAuth application that this is the pingback of; absent for a subscription. */
  readonly consumer_id: number | null;
  /** Since when every attempt has failed; absent when the last one went well. */
  readonly failing_since_epoch: number | null;
  /** Until when messages are also signed with the secret before; absent when there is none. */
  readonly previous_secret_until_epoch: number | null;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
}

/** Parameters of `webhook/sample`. */
export interface WebhookSampleParameters {
  /** One of the names that `webhook/events` lists. */
  readonly event: string;
}

/** Parameters of `webhook/subscribe`. */
export interface WebhookSubscribeParameters {
  /** Where to send it: an http or https address. */
  readonly target_url: string;
  /** One of the names that `webhook/events` lists; `*` is every event. */
  readonly event: string;
  /** What to sign with, for an address with several subscriptions: `whsec_` and 24 to 64 bytes in base64. Without it a secret is made. */
  readonly secret?: string | undefined;
}

/** The answer of `webhook/subscribe`. */
export interface WebhookSubscribeResult {
  /** Number of the webhook. */
  readonly webhook_id: number;
  /** What it is subscribed to, as it was named. */
  readonly event: string;
  /** Where it is sent. */
  readonly target_url: string;
  /** `active`, `paused` or `disabled`. */
  readonly state: 'active' | 'paused' | 'disabled';
  /** Why it is not active: `requested`, `failing` (for too long) or `gone` (its target answered 410). */
  readonly state_reason: string;
  /** The OAuth application that this is the pingback of; absent for a subscription. */
  readonly consumer_id: number | null;
  /** Since when every attempt has failed; absent when the last one went well. */
  readonly failing_since_epoch: number | null;
  /** Until when messages are also signed with the secret before; absent when there is none. */
  readonly previous_secret_until_epoch: number | null;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** What messages are signed with. It is never shown again; empty when there was no new one. */
  readonly secret: string;
}

/** Parameters of `webhook/unsubscribe`. */
export interface WebhookUnsubscribeParameters {
  /** The webhook. Expects a whole number, at least 1. */
  readonly webhook_id?: number | undefined;
  /** Instead of a number: all webhooks of this address. */
  readonly target_url?: string | undefined;
}

/** Parameters of `webhook/update`. */
export interface WebhookUpdateParameters {
  /** The webhook. Expects a whole number, at least 1. */
  readonly webhook_id: number;
  /** `paused`: what happens is sent once it is active again. `active`: also after it was disabled. */
  readonly state: 'active' | 'paused';
}

/** Parameters of `webhook/rotate-secret`. */
export interface WebhookRotateSecretParameters {
  /** The webhook. Expects a whole number, at least 1. */
  readonly webhook_id: number;
  /** The new secret: `whsec_` and 24 to 64 bytes in base64. Without it one is made. */
  readonly secret?: string | undefined;
  /** Stop signing with the old secret at once, because it is known to others. Otherwise it goes on for a day. Default: false. */
  readonly expire_now_p?: boolean | undefined;
}

/** Parameters of `webhook/deliveries`. */
export interface WebhookDeliveriesParameters {
  /** Only messages of this webhook. Expects a whole number, at least 1. */
  readonly webhook_id?: number | undefined;
  /** Only messages in this state. */
  readonly state?: 'pending' | 'held' | 'delivered' | 'failed' | undefined;
  /** Continue after the message with this `delivery_id`. Expects a whole number, at least 1. */
  readonly before?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `webhook/deliveries`. */
export interface WebhookDeliveriesItem {
  /** Number of the delivery. */
  readonly delivery_id: number;
  /** The webhook. */
  readonly webhook_id: number;
  /** What happened. */
  readonly event: string;
  /** The `webhook-id` of the message; empty for a pingback, and once the event is not kept any more. */
  readonly event_id: string;
  /** The item it tells about; absent when there is none. */
  readonly photo_id: number | null;
  /** Where it is sent. */
  readonly target_url: string;
  /** `pending`, `held` (until its webhook is resumed), `delivered` or `failed`. */
  readonly state: 'pending' | 'held' | 'delivered' | 'failed';
  /** How often it was tried. */
  readonly number_of_attempts: number;
  /** When it is tried next; absent while it is held or has ended. */
  readonly next_attempt_epoch: number | null;
  /** When it became owed, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was delivered or given up, in seconds since 1970. */
  readonly end_date_epoch: number | null;
  /** The body that is sent, its first 2,000 characters. */
  readonly request: string;
  /** Every try: when, how long, what came back. */
  readonly attempts: ReadonlyArray<{
    /** When it was tried, in seconds since 1970. */
    readonly date_epoch: number | null;
    /** How long it took, in milliseconds. */
    readonly duration_ms: number;
    /** HTTP status of the answer; absent when there was none. */
    readonly status: number | null;
    /** Why there was no answer; empty otherwise. */
    readonly error: string;
    /** The beginning of the answer: 1,024 bytes at most. */
    readonly response: string;
  }>;
}

/** Parameters of `webhook/replay`. */
export interface WebhookReplayParameters {
  /** The message, as `webhook/deliveries` numbers it. Expects a whole number, at least 1. */
  readonly delivery_id: number;
}

/** Parameters of `key/create`. */
export interface KeyCreateParameters {
  /** What the key is for. */
  readonly name: string;
  /** What the key may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Who acts with the key; without it, the user of the key that makes it. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `key/create`. */
export interface KeyCreateResult {
  /** The secret, for `Authorization: Bearer`. It is never shown again. */
  readonly key: string;
  /** Names the key; it is not the secret. */
  readonly key_id: string;
  /** What the key is for. */
  readonly name: string;
  /** What the key may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Who acts with the key. */
  readonly user_id: number;
  /** The last four characters of the secret. */
  readonly key_hint: string;
  /** Whether the key was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
}

/** An object in the answer of `key/list`. */
export interface KeyListItem {
  /** Names the key; it is not the secret. */
  readonly key_id: string;
  /** What the key is for. */
  readonly name: string;
  /** What the key may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Who acts with the key. */
  readonly user_id: number;
  /** The last four characters of the secret. */
  readonly key_hint: string;
  /** Whether the key was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
}

/** Parameters of `key/revoke`. */
export interface KeyRevokeParameters {
  /** The `key_id` of the key, not its secret. */
  readonly key_id: string;
}

/** Parameters of `user/list`. */
export interface UserListParameters {
  /** Only this user. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
  /** Only users with this in their names, or in their e-mail address if the caller may see it. */
  readonly search?: string | undefined;
  /** Only users who look after the site. Needs the right to see it. Default: false. */
  readonly only_admins_p?: boolean | undefined;
  /** What to order by; `email`, `site_admin_p` and `last_login` need the right to see e-mail addresses. Default: "display_name". */
  readonly orderby?: 'display_name' | 'username' | 'site_admin_p' | 'email' | 'creation_date' | 'last_login' | undefined;
  /** Direction of the order. Default: "desc". */
  readonly order?: 'desc' | 'asc' | undefined;
  /** Page to return, from 1. Expects a whole number, 1 to 1000000 (moved to the nearest when outside). Default: 1. */
  readonly p?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `user/list`. */
export interface UserListItem {
  /** Number of the user. */
  readonly user_id: number | null;
  /** Short name of the user. */
  readonly username: string;
  /** Name to show. */
  readonly display_name: string;
  /** Path of the user's page; empty, there is none yet. */
  readonly url: string;
  /** Whether there is a picture; always false. */
  readonly has_profile_image_p: boolean;
  /** Address of the picture; always empty. */
  readonly profile_image_url: string;
  /** Full name. Needs `admin`, in version 2 `read`. */
  readonly full_name?: string | undefined;
  /** E-mail address. Needs `admin`, in version 2 `read`. */
  readonly email?: string | undefined;
  /** Whether the user looks after the site: `1` or `0`. Needs `admin`, in version 2 `read`. */
  readonly site_admin?: string | undefined;
}

/** Parameters of `user/get`. */
export interface UserGetParameters {
  /** Number of the user; without it, the user who asks. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `user/get`. */
export interface UserGetResult {
  /** Number of the user. */
  readonly user_id: number | null;
  /** Short name of the user. */
  readonly username: string;
  /** Name to show. */
  readonly display_name: string;
  /** Path of the user's page; empty, there is none yet. */
  readonly url: string;
  /** Whether there is a picture; always false. */
  readonly has_profile_image_p: boolean;
  /** Address of the picture; always empty. */
  readonly profile_image_url: string;
  /** Always empty. */
  readonly title: string;
  /** Time zone of the user. */
  readonly timezone: string;
  /** What users say of themselves; always empty. */
  readonly about_abstract: string;
  /** Full name. Needs `admin`, in version 2 `read`. */
  readonly full_name?: string | undefined;
  /** E-mail address. Needs `admin`, in version 2 `read`. */
  readonly email?: string | undefined;
  /** Whether the user looks after the site: `1` or `0`. Needs `admin`, in version 2 `read`. */
  readonly site_admin?: string | undefined;
  /** Always `0`. */
  readonly site_billing: string;
  /** Always empty. */
  readonly user_hash: string;
  /** When the user was made, in seconds since 1970. */
  readonly creation_date_epoch: string;
  /** Always false. */
  readonly preview_p: boolean;
  /** `full` or `visitor`. */
  readonly user_type_key: string;
  /** The same as `user_id`. */
  readonly canonical_user_id: number | null;
  /** Always true: users are not invited, they are made. */
  readonly accepted_invitation_p: boolean;
  /** Always empty. */
  readonly phone_number: string;
}

/** Parameters of `user/create`. */
export interface UserCreateParameters {
  /** E-mail address of the user; no two users have the same. */
  readonly email: string;
  /** Short name: a to z, digits, ".", "_" and "-"; without it, made from the address. */
  readonly username?: string | undefined;
  /** Password, at least 8 characters; without it, the user has none. */
  readonly password?: string | undefined;
  /** Full name, which is also the name to show. */
  readonly full_name?: string | undefined;
  /** Time zone, such as Europe/Copenhagen; UTC without it. */
  readonly timezone?: string | undefined;
  /** Whether the user looks after the site. */
  readonly site_admin?: boolean | undefined;
  /** The same as `site_admin`. */
  readonly site_admin_p?: boolean | undefined;
  /** `visitor` may only look. Default: "full". */
  readonly user_type?: 'full' | 'visitor' | undefined;
  /** Accepted and without effect: users are not invited, they are made. */
  readonly accepted_invitation?: boolean | undefined;
}

/** The answer of `user/create`. */
export interface UserCreateResult {
  /** Number of the user. */
  readonly user_id: number | null;
  /** E-mail address. Needs `admin`, in version 2 `read`. */
  readonly email?: string | undefined;
  /** Short name of the user. */
  readonly username: string;
  /** Full name. Needs `admin`, in version 2 `read`. */
  readonly full_name?: string | undefined;
  /** Whether the user looks after the site: `1` or `0`. Needs `admin`, in version 2 `read`. */
  readonly site_admin?: string | undefined;
  /** Time zone of the user. */
  readonly timezone: string;
}

/** Parameters of `user/tokens`. */
export interface UserTokensParameters {
  /** Accepted and without effect: one installation is one site. */
  readonly cross_sites_p?: boolean | undefined;
}

/** An object in the answer of `user/tokens`. */
export interface UserTokensItem {
  /** Host name of the site. */
  readonly domain: string;
  /** Name of the site. */
  readonly display_name: string;
  /** The secret, for `Authorization: Bearer`. It is never shown again. */
  readonly bearer_token: string;
  /** When it ends, ISO 8601. */
  readonly expiration_time: string;
  /** Address of the site, with a slash at the end; the methods are under `api/2/`. */
  readonly api_base_url: string;
  /** Name of the site. */
  readonly site_name: string;
  /** What the token may do: what the key may do that it was asked for with. */
  readonly permission_level: string;
  /** Always true. */
  readonly canonical_user_p: boolean;
  /** Always false. */
  readonly starred_p: boolean;
}

/** Parameters of `user/get-login-token`. */
export interface UserGetLoginTokenParameters {
  /** Number of the user. Expects a whole number, at least 1. */
  readonly user_id: number;
  /** Where the browser goes then: a path or a web address; `/` without it. */
  readonly return_url?: string | undefined;
}

/** The answer of `user/get-login-token`. */
export interface UserGetLoginTokenResult {
  /** The secret, for `login_token` of `user/redeem-login-token`. It is never shown again. */
  readonly login_token: string;
  /** Where the browser goes then. */
  readonly return_url: string;
  /** Number of the user. */
  readonly user_id: number | null;
}

/** Parameters of `session/get-token`. */
export interface SessionGetTokenParameters {
  /** Where the browser goes then: a path or a web address; `/` without it. */
  readonly return_url?: string | undefined;
  /** E-mail address of the visitor. */
  readonly email?: string | undefined;
  /** Name of the visitor. */
  readonly full_name?: string | undefined;
}

/** The answer of `session/get-token`. */
export interface SessionGetTokenResult {
  /** The secret, for `session_token` of `session/redeem-token`. It is never shown again. */
  readonly access_token: string;
  /** Where the browser goes then. */
  readonly return_url: string;
}

/** Parameters of `consumer/create`. */
export interface ConsumerCreateParameters {
  /** What people see who are asked to let the application in. */
  readonly name: string;
  /** The most the application may ever do; it cannot be changed later. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Where the application wants to hear of changed items. */
  readonly pingback_url?: string | undefined;
  /** Also make an access token, so that the application needs nobody’s consent ("privileged credentials"). Default: false. */
  readonly privileged_p?: boolean | undefined;
  /** Who owns it, and for whom its own access token acts; without it, who asks. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `consumer/create`. */
export interface ConsumerCreateResult {
  /** Number of the consumer. */
  readonly consumer_id: number;
  /** Its public name, for `oauth_consumer_key`. */
  readonly consumer_key: string;
  /** What people see who are asked. */
  readonly name: string;
  /** The most it may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Who made it. */
  readonly user_id: number;
  /** Where it wants to hear of changed items. */
  readonly pingback_url: string;
  /** Whether it was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
  /** Signs its requests. It is never shown again. */
  readonly consumer_secret: string;
  /** Public name of its own access token; empty unless it was asked for. */
  readonly oauth_token: string;
  /** Signs together with the consumer secret. It is never shown again. */
  readonly oauth_token_secret: string;
}

/** Parameters of `consumer/list`. */
export interface ConsumerListParameters {
  /** Continue after the consumer with this number. Expects a whole number, at least 1. */
  readonly before?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `consumer/list`. */
export interface ConsumerListItem {
  /** Number of the consumer. */
  readonly consumer_id: number;
  /** Its public name, for `oauth_consumer_key`. */
  readonly consumer_key: string;
  /** What people see who are asked. */
  readonly name: string;
  /** The most it may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Who made it. */
  readonly user_id: number;
  /** Where it wants to hear of changed items. */
  readonly pingback_url: string;
  /** Whether it was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
}

/** Parameters of `consumer/revoke`. */
export interface ConsumerRevokeParameters {
  /** Number of the consumer. Expects a whole number, at least 1. */
  readonly consumer_id: number;
}

/** Parameters of `consumer/create-token`. */
export interface ConsumerCreateTokenParameters {
  /** Number of the consumer. Expects a whole number, at least 1. */
  readonly consumer_id: number;
  /** For whom the token acts; without it, who asks. Expects a whole number, at least 1. */
  readonly user_id?: number | undefined;
}

/** The answer of `consumer/create-token`. */
export interface ConsumerCreateTokenResult {
  /** Number of the token. */
  readonly token_id: number;
  /** Its public name, for `oauth_token`. */
  readonly oauth_token: string;
  /** Number of the consumer that holds it. */
  readonly consumer_id: number;
  /** For whom it acts. */
  readonly user_id: number;
  /** What it may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Whether it was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
  /** Signs together with the consumer secret. It is never shown again. */
  readonly oauth_token_secret: string;
}

/** Parameters of `consumer/list-tokens`. */
export interface ConsumerListTokensParameters {
  /** Number of the consumer. Expects a whole number, at least 1. */
  readonly consumer_id: number;
  /** Continue after the token with this number. Expects a whole number, at least 1. */
  readonly before?: number | undefined;
  /** Objects per page, at most 100. Expects a whole number, 1 to 100 (moved to the nearest when outside). Default: 20. */
  readonly size?: number | undefined;
}

/** An object in the answer of `consumer/list-tokens`. */
export interface ConsumerListTokensItem {
  /** Number of the token. */
  readonly token_id: number;
  /** Its public name, for `oauth_token`. */
  readonly oauth_token: string;
  /** Number of the consumer that holds it. */
  readonly consumer_id: number;
  /** For whom it acts. */
  readonly user_id: number;
  /** What it may do. */
  readonly level: 'read' | 'write' | 'admin' | 'super';
  /** Whether it was ended. */
  readonly revoked_p: boolean;
  /** When it was made, in seconds since 1970. */
  readonly creation_date_epoch: number | null;
  /** When it was ended, in seconds since 1970. */
  readonly revocation_date_epoch: number | null;
}

/** Parameters of `consumer/revoke-token`. */
export interface ConsumerRevokeTokenParameters {
  /** Number of the access token. Expects a whole number, at least 1. */
  readonly token_id: number;
}

/** Every method of version 2 of the API, under the name that its path spells. */
export interface Api {
  readonly photo: {
    /** Make an upload token: the right to send files straight from a browser. Needs the level `write`. */
    getUploadToken(parameters?: PhotoGetUploadTokenParameters): Promise<PhotoGetUploadTokenResult>;
    /** Change title, description, tags, albums or publishing of a token and of the items made with it. Needs no key. */
    updateUploadToken(parameters: PhotoUpdateUploadTokenParameters): Promise<void>;
    /** Delete an item that was made with an upload token. Needs no key. */
    deleteUploadToken(parameters: PhotoDeleteUploadTokenParameters): Promise<void>;
    /** Make a replace token: the right to give an item another file, straight from a browser. Needs the level `write`. */
    getReplaceToken(parameters: PhotoGetReplaceTokenParameters): Promise<PhotoGetReplaceTokenResult>;
    /** List and search items, or find one by its number. Needs no key. */
    list(parameters?: PhotoListParameters): Promise<Page<PhotoListItem>>;
    /** Change what is said about an item, and whether it is published. Needs no key. */
    update(parameters?: PhotoUpdateParameters): Promise<void>;
    readonly subtitle: {
      /** List the captions of an item. Needs no key. */
      list(parameters: PhotoSubtitleListParameters): Promise<Page<PhotoSubtitleListItem>>;
      /** Add captions to an item, from an SRT or WebVTT file. Needs the level `write`. */
      upload(parameters: PhotoSubtitleUploadParameters): Promise<PhotoSubtitleListItem>;
      /** Delete captions of an item. Needs the level `write`. */
      remove(parameters: PhotoSubtitleRemoveParameters): Promise<void>;
    };
    /** Make an update token: the right to change one item straight from a browser. Needs the level `write`. */
    getUpdateToken(parameters: PhotoGetUpdateTokenParameters): Promise<PhotoGetUpdateTokenResult>;
    /** Delete an item. Needs the level `write`. */
    delete(parameters: PhotoDeleteParameters): Promise<void>;
    /** Let the server fetch a file from an address; the item is there at once, its file comes later. Needs the level `write`. */
    uploadUrl(parameters: PhotoUploadUrlParameters): Promise<PhotoUploadUrlResult>;
    /** How far the processing of an item is. Needs the level `read`. */
    getTranscodingProgress(parameters: PhotoGetTranscodingProgressParameters): Promise<Readonly<Record<string, unknown>>>;
  };
  readonly album: {
    /** Make an album. Needs the level `write`. */
    create(parameters: AlbumCreateParameters): Promise<AlbumCreateResult>;
    /** List and search albums. Needs no key. */
    list(parameters?: AlbumListParameters): Promise<Page<AlbumListItem>>;
    /** Change the title, the description or the hiding of an album. Needs the level `write`. */
    update(parameters: AlbumUpdateParameters): Promise<void>;
    /** Remove an album; its items stay. Needs the level `write`. */
    delete(parameters: AlbumDeleteParameters): Promise<void>;
  };
  readonly openupload: {
    /** List open uploads, newest first. Needs no key. */
    list(parameters?: OpenuploadListParameters): Promise<Page<OpenuploadListItem>>;
    /** Change what you sent to an open upload. Needs no key. */
    updateFile(parameters: OpenuploadUpdateFileParameters): Promise<void>;
    /** Make an open upload, through which people send files without a key. Needs the level `write`. */
    create(parameters: OpenuploadCreateParameters): Promise<OpenuploadListItem>;
    /** Change an open upload; its token stays. Needs the level `write`. */
    update(parameters: OpenuploadUpdateParameters): Promise<void>;
    /** End an open upload; the items that came through it stay. Needs the level `write`. */
    delete(parameters: OpenuploadDeleteParameters): Promise<void>;
  };
  readonly tag: {
    /** List the tags in use, with how many items have each. Needs no key. */
    list(parameters?: TagListParameters): Promise<Page<TagListItem>>;
    /** List the tags that items with a certain tag have besides, the most frequent first. Needs no key. */
    related(parameters: TagRelatedParameters): Promise<Page<TagRelatedItem>>;
  };
  readonly protection: {
    /** Protect the files of an item by a password, or by an application of your own. Needs the level `write`. */
    protect(parameters: ProtectionProtectParameters): Promise<ProtectionProtectResult>;
    /** End the protection of an item. Needs the level `write`. */
    unprotect(parameters?: ProtectionUnprotectParameters): Promise<void>;
    /** Get the token of a protected item for its password. Needs no key. */
    verify(parameters: ProtectionVerifyParameters): Promise<ProtectionVerifyResult>;
  };
  readonly site: {
    /** Information about the site. Needs no key. */
    get(parameters?: SiteGetParameters): Promise<SiteGetResult>;
  };
  readonly uploadToken: {
    /** What an upload token allows: size, types, files left. The token itself is the permission. Needs no key. */
    get(parameters: UploadTokenGetParameters): Promise<UploadTokenGetResult>;
    /** List upload tokens, newest first. Needs the level `write`. */
    list(parameters?: UploadTokenListParameters): Promise<Page<UploadTokenListItem>>;
    /** Withdraw an upload token. Needs the level `write`. */
    revoke(parameters: UploadTokenRevokeParameters): Promise<void>;
  };
  readonly upload: {
    /** List uploads, in progress and ended, newest first. Needs the level `read`. */
    list(parameters?: UploadListParameters): Promise<Page<UploadListItem>>;
    /** Cancel an upload that is in progress. Needs the level `write`. */
    cancel(parameters: UploadCancelParameters): Promise<void>;
  };
  readonly event: {
    /** List what has happened, newest first: the same events that webhooks get. Needs the level `write`. */
    list(parameters?: EventListParameters): Promise<Page<Readonly<Record<string, unknown>>>>;
  };
  readonly statistics: {
    /** Count uploads, traffic and storage over time, oldest period first. Times are UTC. Needs the level `read`. */
    list(parameters?: StatisticsListParameters): Promise<Page<StatisticsListItem>>;
  };
  readonly audit: {
    /** List who did what to the site, newest first. Needs the level `super`. */
    list(parameters?: AuditListParameters): Promise<Page<AuditListItem>>;
  };
  readonly delivery: {
    /** List callbacks and every try to deliver them, newest first. Needs the level `write`. */
    list(parameters?: DeliveryListParameters): Promise<Page<DeliveryListItem>>;
    /** Make a callback again. Needs the level `write`. */
    replay(parameters: DeliveryReplayParameters): Promise<void>;
  };
  readonly webhook: {
    /** List the events that a webhook can be subscribed to. Needs no key. */
    events(parameters?: WebhookEventsParameters): Promise<Page<WebhookEventsItem>>;
    /** List the webhooks, oldest first. Needs the level `write`. */
    list(): Promise<Page<WebhookListItem>>;
    /** Show what a webhook that is subscribed to an event gets. Needs the level `write`. */
    sample(parameters: WebhookSampleParameters): Promise<Page<Readonly<Record<string, unknown>>>>;
    /** Have an address called when an event happens. Needs the level `write`. */
    subscribe(parameters: WebhookSubscribeParameters): Promise<WebhookSubscribeResult>;
    /** End a webhook, or all webhooks of an address. Needs the level `write`. */
    unsubscribe(parameters?: WebhookUnsubscribeParameters): Promise<void>;
    /** Pause a webhook, or make it active again. Needs the level `write`. */
    update(parameters: WebhookUpdateParameters): Promise<WebhookListItem>;
    /** Replace the secret that the messages of a webhook are signed with. Needs the level `write`. */
    rotateSecret(parameters: WebhookRotateSecretParameters): Promise<WebhookSubscribeResult>;
    /** List the messages of webhooks and every try to deliver them, newest first. Needs the level `write`. */
    deliveries(parameters?: WebhookDeliveriesParameters): Promise<Page<WebhookDeliveriesItem>>;
    /** Send a message of a webhook again. Needs the level `write`. */
    replay(parameters: WebhookReplayParameters): Promise<void>;
  };
  readonly key: {
    /** Make a key for the API. Needs the level `super`. */
    create(parameters: KeyCreateParameters): Promise<KeyCreateResult>;
    /** List the keys for the API. Needs the level `super`. */
    list(): Promise<Page<KeyListItem>>;
    /** End a key for the API. Needs the level `super`. */
    revoke(parameters: KeyRevokeParameters): Promise<void>;
  };
  readonly user: {
    /** List and search users. Needs no key. */
    list(parameters?: UserListParameters): Promise<Page<UserListItem>>;
    /** Get a user. Needs no key. */
    get(parameters?: UserGetParameters): Promise<UserGetResult>;
    /** Make a user. Needs the level `admin`. */
    create(parameters: UserCreateParameters): Promise<UserCreateResult>;
    /** Get a short-lived bearer token for this site in exchange for a key. Needs the level `read`. */
    tokens(parameters?: UserTokensParameters): Promise<Page<UserTokensItem>>;
    /** Make a token that logs a user in, once, within 15 minutes. Needs the level `super`. */
    getLoginToken(parameters: UserGetLoginTokenParameters): Promise<UserGetLoginTokenResult>;
  };
  readonly session: {
    /** Make a token that signs a visitor's session, once, within 15 minutes. Needs the level `super`. */
    getToken(parameters?: SessionGetTokenParameters): Promise<SessionGetTokenResult>;
  };
  readonly consumer: {
    /** Make an OAuth consumer: an application that signs its requests. Needs the level `super`. */
    create(parameters: ConsumerCreateParameters): Promise<ConsumerCreateResult>;
    /** List OAuth consumers, newest first. Needs the level `super`. */
    list(parameters?: ConsumerListParameters): Promise<Page<ConsumerListItem>>;
    /** End an OAuth consumer and all its access tokens. Needs the level `super`. */
    revoke(parameters: ConsumerRevokeParameters): Promise<void>;
    /** Make an access token for an OAuth consumer, without the consent page. Needs the level `super`. */
    createToken(parameters: ConsumerCreateTokenParameters): Promise<ConsumerCreateTokenResult>;
    /** List the access tokens of an OAuth consumer, newest first. Needs the level `super`. */
    listTokens(parameters: ConsumerListTokensParameters): Promise<Page<ConsumerListTokensItem>>;
    /** End an access token of an OAuth consumer. Needs the level `super`. */
    revokeToken(parameters: ConsumerRevokeTokenParameters): Promise<void>;
  };
}

/** How to call each of them. */
export const methodTable = {
  photo: {
    getUploadToken: { httpMethod: 'GET', path: 'photo/get-upload-token', answer: 'object' },
    updateUploadToken: { httpMethod: 'POST', path: 'photo/update-upload-token', answer: 'nothing' },
    deleteUploadToken: { httpMethod: 'POST', path: 'photo/delete-upload-token', answer: 'nothing' },
    getReplaceToken: { httpMethod: 'GET', path: 'photo/get-replace-token', answer: 'object' },
    list: { httpMethod: 'GET', path: 'photo/list', answer: 'list', repeated: ['tag'] },
    update: { httpMethod: 'POST', path: 'photo/update', answer: 'nothing' },
    subtitle: {
      list: { httpMethod: 'GET', path: 'photo/subtitle/list', answer: 'list' },
      upload: { httpMethod: 'POST', path: 'photo/subtitle/upload', answer: 'object' },
      remove: { httpMethod: 'POST', path: 'photo/subtitle/remove', answer: 'nothing' },
    },
    getUpdateToken: { httpMethod: 'GET', path: 'photo/get-update-token', answer: 'object' },
    delete: { httpMethod: 'POST', path: 'photo/delete', answer: 'nothing' },
    uploadUrl: { httpMethod: 'POST', path: 'photo/upload-url', answer: 'object' },
    getTranscodingProgress: { httpMethod: 'GET', path: 'photo/get-transcoding-progress', answer: 'object' },
  },
  album: {
    create: { httpMethod: 'POST', path: 'album/create', answer: 'object' },
    list: { httpMethod: 'GET', path: 'album/list', answer: 'list' },
    update: { httpMethod: 'POST', path: 'album/update', answer: 'nothing' },
    delete: { httpMethod: 'POST', path: 'album/delete', answer: 'nothing' },
  },
  openupload: {
    list: { httpMethod: 'GET', path: 'openupload/list', answer: 'list' },
    updateFile: { httpMethod: 'POST', path: 'openupload/update-file', answer: 'nothing' },
    create: { httpMethod: 'POST', path: 'openupload/create', answer: 'object' },
    update: { httpMethod: 'POST', path: 'openupload/update', answer: 'nothing' },
    delete: { httpMethod: 'POST', path: 'openupload/delete', answer: 'nothing' },
  },
  tag: {
    list: { httpMethod: 'GET', path: 'tag/list', answer: 'list' },
    related: { httpMethod: 'GET', path: 'tag/related', answer: 'list' },
  },
  protection: {
    protect: { httpMethod: 'POST', path: 'protection/protect', answer: 'object' },
    unprotect: { httpMethod: 'POST', path: 'protection/unprotect', answer: 'nothing' },
    verify: { httpMethod: 'GET', path: 'protection/verify', answer: 'object' },
  },
  site: {
    get: { httpMethod: 'GET', path: 'site/get', answer: 'object' },
  },
  uploadToken: {
    get: { httpMethod: 'GET', path: 'upload-token/get', answer: 'object' },
    list: { httpMethod: 'GET', path: 'upload-token/list', answer: 'list' },
    revoke: { httpMethod: 'POST', path: 'upload-token/revoke', answer: 'nothing' },
  },
  upload: {
    list: { httpMethod: 'GET', path: 'upload/list', answer: 'list' },
    cancel: { httpMethod: 'POST', path: 'upload/cancel', answer: 'nothing' },
  },
  event: {
    list: { httpMethod: 'GET', path: 'event/list', answer: 'list' },
  },
  statistics: {
    list: { httpMethod: 'GET', path: 'statistics/list', answer: 'list' },
  },
  audit: {
    list: { httpMethod: 'GET', path: 'audit/list', answer: 'list' },
  },
  delivery: {
    list: { httpMethod: 'GET', path: 'delivery/list', answer: 'list' },
    replay: { httpMethod: 'POST', path: 'delivery/replay', answer: 'nothing' },
  },
  webhook: {
    events: { httpMethod: 'GET', path: 'webhook/events', answer: 'list' },
    list: { httpMethod: 'GET', path: 'webhook/list', answer: 'list' },
    sample: { httpMethod: 'GET', path: 'webhook/sample', answer: 'list' },
    subscribe: { httpMethod: 'POST', path: 'webhook/subscribe', answer: 'object' },
    unsubscribe: { httpMethod: 'POST', path: 'webhook/unsubscribe', answer: 'nothing' },
    update: { httpMethod: 'POST', path: 'webhook/update', answer: 'object' },
    rotateSecret: { httpMethod: 'POST', path: 'webhook/rotate-secret', answer: 'object' },
    deliveries: { httpMethod: 'GET', path: 'webhook/deliveries', answer: 'list' },
    replay: { httpMethod: 'POST', path: 'webhook/replay', answer: 'nothing' },
  },
  key: {
    create: { httpMethod: 'POST', path: 'key/create', answer: 'object' },
    list: { httpMethod: 'GET', path: 'key/list', answer: 'list' },
    revoke: { httpMethod: 'POST', path: 'key/revoke', answer: 'nothing' },
  },
  user: {
    list: { httpMethod: 'GET', path: 'user/list', answer: 'list' },
    get: { httpMethod: 'GET', path: 'user/get', answer: 'object' },
    create: { httpMethod: 'POST', path: 'user/create', answer: 'object' },
    tokens: { httpMethod: 'GET', path: 'user/tokens', answer: 'list' },
    getLoginToken: { httpMethod: 'GET', path: 'user/get-login-token', answer: 'object' },
  },
  session: {
    getToken: { httpMethod: 'GET', path: 'session/get-token', answer: 'object' },
  },
  consumer: {
    create: { httpMethod: 'POST', path: 'consumer/create', answer: 'object' },
    list: { httpMethod: 'GET', path: 'consumer/list', answer: 'list' },
    revoke: { httpMethod: 'POST', path: 'consumer/revoke', answer: 'nothing' },
    createToken: { httpMethod: 'POST', path: 'consumer/create-token', answer: 'object' },
    listTokens: { httpMethod: 'GET', path: 'consumer/list-tokens', answer: 'list' },
    revokeToken: { httpMethod: 'POST', path: 'consumer/revoke-token', answer: 'nothing' },
  },
} as const;
