// GStreamer for Swift. Its functions are imported unchanged, except for what Swift cannot import:
// function-like macros, variadic functions and GObject casts. The wrappers contain no logic. They can be
// removed when Swift imports function-like macros and C variadics.
#ifndef FRAMEVEIL_CGSTREAMER_H
#define FRAMEVEIL_CGSTREAMER_H

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>
#include <gst/gst.h>
#include <gst/pbutils/missing-plugins.h>
#include <gst/video/video.h>

// Macros: GObject casts.
static inline GstBin *fv_bin(GstElement *element) { return GST_BIN_CAST(element); }
static inline GList *fv_bin_children(GstElement *bin) { return GST_BIN_CHILDREN(bin); }
static inline GstAppSink *fv_app_sink(GstElement *element) { return GST_APP_SINK_CAST(element); }
static inline GstAppSrc *fv_app_src(GstElement *element) { return GST_APP_SRC_CAST(element); }
static inline GstElement *fv_element(gpointer object) { return GST_ELEMENT_CAST(object); }
static inline gboolean fv_is_element(gpointer object) { return GST_IS_ELEMENT(object); }
static inline const char *fv_factory_name(GstElement *element) {
  GstElementFactory *factory = gst_element_get_factory(element);
  return factory ? GST_OBJECT_NAME(factory) : NULL;
}

// Variadic: g_object_set and g_object_get.
static inline void fv_set_int(gpointer object, const char *name, gint value) { g_object_set(object, name, value, NULL); }
static inline void fv_set_uint(gpointer object, const char *name, guint value) { g_object_set(object, name, value, NULL); }
static inline void fv_set_string(gpointer object, const char *name, const char *value) { g_object_set(object, name, value, NULL); }
static inline gchar *fv_copy_string(gpointer object, const char *name) {
  gchar *value = NULL;
  g_object_get(object, name, &value, NULL);
  return value;
}
static inline void fv_set_caps(gpointer object, const char *name, GstCaps *value) { g_object_set(object, name, value, NULL); }
static inline void fv_caps_set_int(GstCaps *caps, const char *name, gint value) { gst_caps_set_simple(caps, name, G_TYPE_INT, value, NULL); }
static inline void fv_caps_set_string(GstCaps *caps, const char *name, const char *value) { gst_caps_set_simple(caps, name, G_TYPE_STRING, value, NULL); }
static inline void fv_caps_set_fraction(GstCaps *caps, const char *name, gint n, gint d) { gst_caps_set_simple(caps, name, GST_TYPE_FRACTION, n, d, NULL); }
static inline void fv_caps_set_buffer(GstCaps *caps, const char *name, GstBuffer *value) { gst_caps_set_simple(caps, name, GST_TYPE_BUFFER, value, NULL); }
static inline GstBuffer *fv_value_buffer(const GValue *value) { return gst_value_get_buffer(value); }
static inline gboolean fv_has_property(gpointer object, const char *name) {
  return g_object_class_find_property(G_OBJECT_GET_CLASS(object), name) != NULL;
}

// Macros that access fields and flags of a buffer.
static inline GstClockTime fv_buffer_pts(GstBuffer *buffer) { return GST_BUFFER_PTS(buffer); }
static inline GstClockTime fv_buffer_dts(GstBuffer *buffer) { return GST_BUFFER_DTS(buffer); }
static inline GstClockTime fv_buffer_duration(GstBuffer *buffer) { return GST_BUFFER_DURATION(buffer); }
static inline void fv_buffer_set_times(GstBuffer *buffer, GstClockTime pts, GstClockTime duration) {
  GST_BUFFER_PTS(buffer) = pts;
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = duration;
}
static inline gboolean fv_buffer_is_delta(GstBuffer *buffer) { return GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT); }
static inline gboolean fv_buffer_is_interlaced(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED);
}
static inline gboolean fv_buffer_is_top_first(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_VIDEO_BUFFER_FLAG_TFF);
}
static inline gboolean fv_buffer_is_corrupted(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_CORRUPTED);
}
// The transform function of a GstMeta takes a C struct by address. Copies all metas except GstVideoMeta,
// since the copy has a plane layout of its own, and those that refer to the memory.
static inline gboolean fv_copy_meta(GstBuffer *source, GstMeta **meta, gpointer target) {
  const GstMetaInfo *info = (*meta)->info;
  if (info->api != GST_VIDEO_META_API_TYPE && info->transform_func && !gst_meta_api_type_has_tag(info->api, _gst_meta_tag_memory)) {
    GstMetaTransformCopy copy = {FALSE, 0, (gsize)-1};
    info->transform_func(GST_BUFFER_CAST(target), *meta, source, _gst_meta_transform_copy, &copy);
  }
  return TRUE;
}
static inline void fv_copy_metas(GstBuffer *source, GstBuffer *target) {
  gst_buffer_foreach_meta(source, fv_copy_meta, target);
}

// Inline functions of GstMiniObject, which are macros in some versions.
static inline GstBuffer *fv_buffer_ref(GstBuffer *buffer) { return gst_buffer_ref(buffer); }
static inline void fv_buffer_unref(GstBuffer *buffer) { gst_buffer_unref(buffer); }
static inline gboolean fv_buffer_is_writable(GstBuffer *buffer) { return gst_buffer_is_writable(buffer); }
static inline GstBuffer *fv_buffer_copy(GstBuffer *buffer) { return gst_buffer_copy(buffer); }
static inline void fv_caps_unref(GstCaps *caps) { gst_caps_unref(caps); }
static inline GstCaps *fv_caps_ref(GstCaps *caps) { return gst_caps_ref(caps); }
static inline void fv_sample_unref(GstSample *sample) { gst_sample_unref(sample); }
static inline void fv_message_unref(GstMessage *message) { gst_message_unref(message); }

// Macros that access fields of a message or query.
static inline GstMessageType fv_message_type(GstMessage *message) { return GST_MESSAGE_TYPE(message); }
static inline GstObject *fv_message_source(GstMessage *message) { return GST_MESSAGE_SRC(message); }

static inline GstQueryType fv_query_type(GstQuery *query) { return GST_QUERY_TYPE(query); }

// Macros that access a mapped video frame.
static inline gpointer fv_frame_plane(const GstVideoFrame *frame, guint plane) { return GST_VIDEO_FRAME_PLANE_DATA(frame, plane); }
static inline gint fv_frame_stride(const GstVideoFrame *frame, guint plane) { return GST_VIDEO_FRAME_PLANE_STRIDE(frame, plane); }

// Macros that access a GstVideoInfo.
static inline guint fv_info_components(const GstVideoInfo *info) { return GST_VIDEO_INFO_N_COMPONENTS(info); }
static inline guint fv_info_planes(const GstVideoInfo *info) { return GST_VIDEO_INFO_N_PLANES(info); }
static inline gint fv_info_plane_of(const GstVideoInfo *info, guint component) { return GST_VIDEO_INFO_COMP_PLANE(info, component); }
static inline gint fv_info_depth(const GstVideoInfo *info, guint component) { return GST_VIDEO_INFO_COMP_DEPTH(info, component); }
static inline gint fv_info_shift(const GstVideoInfo *info, guint component) { return GST_VIDEO_FORMAT_INFO_SHIFT(info->finfo, component); }
static inline gint fv_info_width_shift(const GstVideoInfo *info, guint component) { return GST_VIDEO_FORMAT_INFO_W_SUB(info->finfo, component); }
static inline gint fv_info_height_shift(const GstVideoInfo *info, guint component) { return GST_VIDEO_FORMAT_INFO_H_SUB(info->finfo, component); }
static inline gint fv_info_width(const GstVideoInfo *info) { return GST_VIDEO_INFO_WIDTH(info); }
static inline gint fv_info_height(const GstVideoInfo *info) { return GST_VIDEO_INFO_HEIGHT(info); }
static inline gsize fv_info_size(const GstVideoInfo *info) { return GST_VIDEO_INFO_SIZE(info); }
static inline gint fv_info_fps_n(const GstVideoInfo *info) { return GST_VIDEO_INFO_FPS_N(info); }
static inline gint fv_info_fps_d(const GstVideoInfo *info) { return GST_VIDEO_INFO_FPS_D(info); }
static inline gboolean fv_info_is_full_range(const GstVideoInfo *info) {
  return info->colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
}
static inline const char *fv_info_format_name(const GstVideoInfo *info) { return GST_VIDEO_INFO_NAME(info); }

// Constants that are macros.
static inline GstClockTime fv_clock_time_none(void) { return GST_CLOCK_TIME_NONE; }

#endif
