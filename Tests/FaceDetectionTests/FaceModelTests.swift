import FaceDetection
import FrameveilTesting
import Testing

@Suite(.blocking) struct FaceModelTests {
  @Test func `the model of the build folder is found`() throws {
    #expect(try FaceModel.found().path.hasSuffix(FaceModel.fileName))
  }

  @Test func `an error for a missing model has its path and the remedy`() throws {
    let folder = try TemporaryFolder()
    #expect { try FaceModel(path: folder("none.onnx")) } throws: { error in
      "\(error)".contains(folder("none.onnx")) && "\(error)".contains("make model")
    }
  }

  @Test func `a single flipped bit is detected`() throws {
    let folder = try TemporaryFolder()
    var bytes = try bytes(of: FaceModel.found().path)
    bytes[bytes.count / 2] ^= 1
    let path = try folder.write("bent.onnx", bytes)
    #expect { try FaceModel(path: path) } throws: { error in
      "\(error)".contains(path) && "\(error)".contains(FaceModel.sha256)
    }
  }

  @Test func `a folder or an empty file is rejected`() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.onnx", "")
    for path in [folder.path, empty] {
      #expect(throws: ModelFileError.self) { try FaceModel(path: path) }
    }
  }
}
