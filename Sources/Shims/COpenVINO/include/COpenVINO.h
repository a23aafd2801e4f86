// The functions of OpenVINO's C API that Frameveil calls, found at run time.
//
// The program must start where OpenVINO is not installed, so nothing links to its library, and nothing needs its headers.
// The declarations are those of OpenVINO 2026.4 (openvino/c/ov_*.h, Apache License 2.0), whose names they have.
#ifndef FRAMEVEIL_COPENVINO_H
#define FRAMEVEIL_COPENVINO_H

#include <stddef.h>
#include <stdint.h>

typedef struct ov_core ov_core_t;
typedef struct ov_model ov_model_t;
typedef struct ov_compiled_model ov_compiled_model_t;
typedef struct ov_infer_request ov_infer_request_t;
typedef struct ov_tensor ov_tensor_t;
typedef struct ov_output_const_port ov_output_const_port_t;

typedef struct {
  const char *buildNumber;
  const char *description;
} ov_version_t;

typedef struct {
  const char *key;
  const void *value;
} ov_property_t;

typedef struct {
  int64_t rank;
  int64_t *dims;
} ov_shape_t;

typedef struct {
  int64_t min;
  int64_t max;
} ov_dimension_t;

typedef struct {
  ov_dimension_t rank;
  ov_dimension_t *dims;
} ov_partial_shape_t;

// ov_status_e: 0 is success.
typedef int ov_status_t;

// ov_element_type_e.
enum { FV_OPENVINO_F32 = 4 };

// The functions, each named after OpenVINO's without its prefix ov_.
typedef struct {
  ov_status_t (*get_openvino_version)(ov_version_t *version);
  void (*version_free)(ov_version_t *version);
  const char *(*get_error_info)(ov_status_t status);
  // The caller releases the text by `free`.
  const char *(*get_last_err_msg)(void);
  void (*free)(const char *text);
  void (*util_set_log_callback)(void (*callback)(const char *message));

  ov_status_t (*core_create)(ov_core_t **core);
  void (*core_free)(ov_core_t *core);
  ov_status_t (*core_set_properties)(
      const ov_core_t *core, const char *device, size_t count, const ov_property_t *properties);
  ov_status_t (*core_read_model_from_memory_buffer)(
      const ov_core_t *core, const char *bytes, size_t count, const ov_tensor_t *weights, ov_model_t **model);
  // `path` of any format that has a reader beside the library; `weights` may be NULL.
  ov_status_t (*core_read_model)(
      const ov_core_t *core, const char *path, const char *weights, ov_model_t **model);
  ov_status_t (*core_compile_model_props)(
      const ov_core_t *core, const ov_model_t *model, const char *device, size_t count,
      const ov_property_t *properties, ov_compiled_model_t **compiled);
  ov_status_t (*core_import_model)(
      const ov_core_t *core, const char *bytes, size_t count, const char *device, ov_compiled_model_t **compiled);

  ov_status_t (*partial_shape_create_static)(int64_t rank, const int64_t *dims, ov_partial_shape_t *shape);
  void (*partial_shape_free)(ov_partial_shape_t *shape);
  ov_status_t (*model_reshape_single_input)(const ov_model_t *model, ov_partial_shape_t shape);
  ov_status_t (*model_const_input)(const ov_model_t *model, ov_output_const_port_t **port);
  ov_status_t (*model_outputs_size)(const ov_model_t *model, size_t *count);
  ov_status_t (*model_const_output_by_index)(
      const ov_model_t *model, size_t index, ov_output_const_port_t **port);
  void (*model_free)(ov_model_t *model);

  ov_status_t (*port_get_any_name)(const ov_output_const_port_t *port, char **name);
  ov_status_t (*port_get_partial_shape)(const ov_output_const_port_t *port, ov_partial_shape_t *shape);
  ov_status_t (*port_get_element_type)(const ov_output_const_port_t *port, int *type);
  void (*output_const_port_free)(ov_output_const_port_t *port);

  ov_status_t (*compiled_model_create_infer_request)(
      const ov_compiled_model_t *compiled, ov_infer_request_t **request);
  ov_status_t (*compiled_model_export_model)(const ov_compiled_model_t *compiled, const char *path);
  void (*compiled_model_free)(ov_compiled_model_t *compiled);

  ov_status_t (*infer_request_get_input_tensor)(const ov_infer_request_t *request, ov_tensor_t **tensor);
  ov_status_t (*infer_request_get_tensor)(
      const ov_infer_request_t *request, const char *name, ov_tensor_t **tensor);
  ov_status_t (*infer_request_get_output_tensor_by_index)(
      const ov_infer_request_t *request, size_t index, ov_tensor_t **tensor);
  ov_status_t (*infer_request_infer)(ov_infer_request_t *request);
  void (*infer_request_free)(ov_infer_request_t *request);

  ov_status_t (*tensor_get_shape)(const ov_tensor_t *tensor, ov_shape_t *shape);
  ov_status_t (*shape_free)(ov_shape_t *shape);
  ov_status_t (*tensor_get_byte_size)(const ov_tensor_t *tensor, size_t *size);
  ov_status_t (*tensor_data)(const ov_tensor_t *tensor, void **data);
  void (*tensor_free)(ov_tensor_t *tensor);
} fv_openvino;

// dlopen of `library`, and dlsym of every function. Returns 0, or -1 with a message of at most 255 bytes. A library that
// was opened is never closed: it may have started threads.
int fv_openvino_open(const char *library, fv_openvino *functions, char message[256]);

#endif
