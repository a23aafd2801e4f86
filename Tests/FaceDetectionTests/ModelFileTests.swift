import FaceDetection
import FrameveilTesting
import Testing

@Suite(.blocking) struct ModelFileTests {
  @Test(arguments: ModelFile.Identity.allCases)
  func `the model of the build folder is found`(identity: ModelFile.Identity) throws {
    #expect(try ModelFile.found(identity).path.hasSuffix(identity.fileName))
  }

  @Test func `an error for a missing model has its path and the remedy`() throws {
    let folder = try TemporaryFolder()
    #expect { try ModelFile(.face, path: folder("none.onnx")) } throws: { error in
      "\(error)".contains(folder("none.onnx")) && "\(error)".contains("make model")
    }
  }

  @Test func `a single flipped bit is detected`() throws {
    let folder = try TemporaryFolder()
    var bytes = try bytes(of: ModelFile.found(.face).path)
    bytes[bytes.count / 2] ^= 1
    let path = try folder.write("bent.onnx", bytes)
    #expect { try ModelFile(.face, path: path) } throws: { error in
      "\(error)".contains(path) && "\(error)".contains(ModelFile.Identity.face.sha256)
    }
  }

  @Test func `a folder or an empty file is rejected`() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.onnx", "")
    for path in [folder.path, empty] {
      #expect(throws: ModelFileError.self) { try ModelFile(.face, path: path) }
    }
  }
}
