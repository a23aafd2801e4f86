#include "COpenVINO.h"

#include <dlfcn.h>
#include <stdio.h>

typedef struct {
  const char *name;
  void **function;
} symbol;

int fv_openvino_open(const char *path, fv_openvino *functions, char message[256]) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(message, 256, "%s", dlerror());
    return -1;
  }
#define FUNCTION(name) {"ov_" #name, (void **)&functions->name}
  const symbol symbols[] = {
      FUNCTION(get_openvino_version),
      FUNCTION(version_free),
      FUNCTION(get_error_info),
      FUNCTION(get_last_err_msg),
      FUNCTION(free),
      FUNCTION(util_set_log_callback),
      FUNCTION(core_create),
      FUNCTION(core_free),
      FUNCTION(core_set_properties),
      FUNCTION(core_read_model_from_memory_buffer),
      FUNCTION(core_read_model),
      FUNCTION(core_compile_model_props),
      FUNCTION(core_import_model),
      FUNCTION(partial_shape_create_static),
      FUNCTION(partial_shape_free),
      FUNCTION(model_reshape_single_input),
      FUNCTION(model_const_input),
      FUNCTION(model_outputs_size),
      FUNCTION(model_const_output_by_index),
      FUNCTION(model_free),
      FUNCTION(port_get_any_name),
      FUNCTION(port_get_partial_shape),
      FUNCTION(port_get_element_type),
      FUNCTION(output_const_port_free),
      FUNCTION(compiled_model_create_infer_request),
      FUNCTION(compiled_model_export_model),
      FUNCTION(compiled_model_free),
      FUNCTION(infer_request_get_input_tensor),
      FUNCTION(infer_request_get_tensor),
      FUNCTION(infer_request_get_output_tensor_by_index),
      FUNCTION(infer_request_infer),
      FUNCTION(infer_request_free),
      FUNCTION(tensor_get_shape),
      FUNCTION(shape_free),
      FUNCTION(tensor_get_byte_size),
      FUNCTION(tensor_data),
      FUNCTION(tensor_free),
  };
#undef FUNCTION
  for (size_t index = 0; index < sizeof symbols / sizeof *symbols; index++) {
    *symbols[index].function = dlsym(library, symbols[index].name);
    if (*symbols[index].function) continue;
    snprintf(message, 256, "%s has no function %s: OpenVINO 2026.4 or newer is needed", path, symbols[index].name);
    return -1;
  }
  return 0;
}
